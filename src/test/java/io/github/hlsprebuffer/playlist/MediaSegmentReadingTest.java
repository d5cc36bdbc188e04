package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Failures.assertFailure;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What media playlists and their segments say. */
final class MediaSegmentReadingTest {

  @Test
  void read_vodPlaylist_hasItsSegmentsInOrder() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_vod_fmp4");

    assertThat(playlist.baseUri()).isEqualTo(Playlists.BASE_URI);
    assertThat(playlist.type()).isEqualTo(PlaylistType.VOD);
    assertThat(playlist.endList()).isTrue();
    assertThat(playlist.iframesOnly()).isFalse();
    assertThat(playlist.targetDuration()).isEqualTo(Duration.ofSeconds(6));
    assertThat(playlist.serverControl()).isEqualTo(ServerControl.NONE);
    assertThat(playlist.segments())
        .extracting(
            MediaSegment::mediaSequenceNumber,
            MediaSegment::uri,
            MediaSegment::durationMicros,
            MediaSegment::byteRange)
        .containsExactly(
            tuple(0L, "segment0.m4s", 6_006_000L, null),
            tuple(1L, "segment1.m4s", 5_500_000L, null),
            tuple(2L, "https://other.example/segment2.m4s?token=a%2Fb", 3_000_000L, null));
    assertThat(playlist.segments())
        .extracting(MediaSegment::initializationSection)
        .containsOnly(new InitializationSection("init.mp4", null));
  }

  @Test
  void read_relativeUri_isResolvedOnRequest() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_vod_fmp4");

    assertThat(playlist.resolve(playlist.segments().get(0).uri()))
        .isEqualTo("https://origin.example/live/stream/segment0.m4s");
  }

  @Test
  void read_eventPlaylistOfACarelessPackager_isForgiven() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_event_lenient");

    assertThat(playlist.type()).isEqualTo(PlaylistType.EVENT);
    assertThat(playlist.targetDuration()).isEqualTo(Duration.ofSeconds(10));
    assertThat(playlist.segments())
        .extracting(MediaSegment::uri, MediaSegment::durationMicros)
        .containsExactly(
            tuple("no comma.ts", 9_800_000L),
            tuple("blanks around.ts", 0L),
            tuple("no-length.ts", 0L),
            tuple("without-extinf.ts", 0L),
            tuple("half.ts", 500_000L),
            tuple("precise.ts", 1_234_567L));
    assertThat(playlist.segments().get(4).initializationSection()).isNull();
    assertThat(playlist.segments().get(5).initializationSection())
        .isEqualTo(new InitializationSection("init.mp4", new ByteRange(5, 100)));
    assertThat(playlist.keys()).isEmpty();
  }

  @Test
  void read_livePlaylist_numbersSegmentsAndDiscontinuities() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_live_discontinuities");

    assertThat(playlist.mediaSequence()).isEqualTo(4567);
    assertThat(playlist.discontinuitySequence()).isEqualTo(12);
    assertThat(playlist.type()).isNull();
    assertThat(playlist.endList()).isFalse();
    assertThat(playlist.segments())
        .extracting(
            MediaSegment::uri,
            MediaSegment::mediaSequenceNumber,
            MediaSegment::discontinuitySequenceNumber,
            MediaSegment::discontinuity,
            MediaSegment::gap)
        .containsExactly(
            tuple("show4567.m4s", 4567L, 13L, true, false),
            tuple("show4568.m4s", 4568L, 13L, false, false),
            tuple("advert0.m4s", 4569L, 14L, true, false),
            tuple("advert1.m4s", 4570L, 14L, false, true),
            tuple("show4569.m4s", 4571L, 15L, true, false));
  }

  @Test
  void read_livePlaylist_givesEachSegmentItsInitializationSectionAndDate()
      throws PlaylistParseException {
    List<MediaSegment> segments = mediaFile("media_live_discontinuities").segments();

    InitializationSection show = new InitializationSection("show.mp4", null);
    InitializationSection advert = new InitializationSection("advert.mp4", new ByteRange(100, 600));
    assertThat(segments)
        .extracting(MediaSegment::initializationSection)
        .containsExactly(show, show, advert, advert, show);
    assertThat(segments)
        .extracting(MediaSegment::programDateTime)
        .containsExactly(
            Instant.parse("2026-03-01T10:00:00Z"),
            null,
            Instant.parse("2026-03-01T10:00:08.500Z"),
            null,
            null);
  }

  @Test
  void segment_byMediaSequenceNumber_isThatOrNull() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_live_discontinuities");

    assertThat(playlist.segment(4566)).isNull();
    assertThat(playlist.segments())
        .allMatch(s -> s.equals(playlist.segment(s.mediaSequenceNumber())));
    assertThat(playlist.segment(4572)).isNull();
    assertThat(playlist.segment(Long.MAX_VALUE)).isNull();
    assertThat(playlist.segment(Long.MIN_VALUE)).isNull();
    assertThat(playlist.firstMediaSequenceNumber()).isEqualTo(4567);
    assertThat(playlist.nextMediaSequenceNumber()).isEqualTo(4572);
    assertThat(media().segment(0)).isNull();
    assertThat(media("#EXT-X-MEDIA-SEQUENCE:7").firstMediaSequenceNumber()).isEqualTo(7);
  }

  @Test
  void read_byteRanges_followEachOther() throws PlaylistParseException {
    assertThat(mediaFile("media_vod_byte_ranges").segments())
        .extracting(MediaSegment::byteRange)
        .containsExactly(
            new ByteRange(720, 1000),
            new ByteRange(1720, 500),
            new ByteRange(2220, 250),
            null,
            new ByteRange(4_000_000_000L, 10),
            new ByteRange(4_000_000_010L, 11));
  }

  @Test
  void read_iframesOnly_saysSo() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_vod_iframes_only");

    assertThat(playlist.iframesOnly()).isTrue();
    assertThat(playlist.segments())
        .extracting(MediaSegment::byteRange)
        .containsExactly(new ByteRange(376, 9400), new ByteRange(47_000, 7144));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "10@",
        "@10",
        "-10@0",
        "10@-1",
        "10@0x1",
        "1 0@0",
        "10@0@0",
        "10",
        "9223372036854775807@1",
        "1@9223372036854775807",
        "99999999999999999999999@0"
      })
  void read_byteRangeWithoutDefinedMeaning_fails(String range) {
    assertFailure(
        Reason.INVALID_BYTE_RANGE, () -> media("#EXT-X-BYTERANGE:" + range, "#EXTINF:4,", "a.ts"));
    if (!range.equals("10")) {
      assertFailure(
          Reason.INVALID_BYTE_RANGE,
          () -> media("#EXT-X-MAP:URI=\"a\",BYTERANGE=\"" + range + "\"", "#EXTINF:4,", "a.ts"));
    }
  }

  @Test
  void read_byteRangeWithoutOffsetAfterAnotherResource_fails() {
    assertFailure(
        Reason.INVALID_BYTE_RANGE,
        () -> media("#EXT-X-BYTERANGE:5@0", "a.ts", "#EXT-X-BYTERANGE:5", "b.ts"));
    assertFailure(
        Reason.INVALID_BYTE_RANGE,
        () -> media("#EXT-X-BYTERANGE:5@0", "a.ts", "a.ts", "#EXT-X-BYTERANGE:5", "a.ts"));
  }

  @Test
  void read_byteRangesThatEndBeyondTheLargestNumber_fail() {
    String[] lines = new String[34];
    for (int i = 0; i < lines.length; i += 2) {
      lines[i] = "#EXT-X-BYTERANGE:" + Numbers.MAX + (i == 0 ? "@0" : "");
      lines[i + 1] = "a.ts";
    }

    assertFailure(Reason.INVALID_BYTE_RANGE, () -> media(lines));
  }

  @Test
  void byteRange_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new ByteRange(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ByteRange(1, 2).endExclusive()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "x", "1x", "1.5", "9223372036854775807", "99999999999999999999"})
  void read_sequenceNumberThatIsNone_fails(String number) {
    assertFailure(Reason.INVALID_NUMBER, () -> media("#EXT-X-MEDIA-SEQUENCE:" + number));
    assertFailure(Reason.INVALID_NUMBER, () -> media("#EXT-X-DISCONTINUITY-SEQUENCE:" + number));
    assertFailure(Reason.INVALID_NUMBER, () -> media("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + number));
  }

  @Test
  void read_largestSequenceNumber_isKept() throws PlaylistParseException {
    MediaPlaylist playlist = media("#EXT-X-MEDIA-SEQUENCE:576460752303423487", "a.ts");

    assertThat(playlist.segments().get(0).mediaSequenceNumber()).isEqualTo(576460752303423487L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#EXT-X-MEDIA-SEQUENCE:5", "#EXT-X-DISCONTINUITY-SEQUENCE:5"})
  void read_sequenceNumberAfterASegment_fails(String tag) {
    assertFailure(Reason.MISPLACED_TAG, () -> media("#EXTINF:4,", "a.ts", tag));
    assertFailure(Reason.MISPLACED_TAG, () -> media("#EXT-X-PART:DURATION=1,URI=\"a\"", tag));
  }

  @ParameterizedTest
  @CsvSource({
    "6, 6000000",
    "6.0, 6000000",
    "'6,', 6000000",
    "'6.25,title, with comma', 6250000",
    "0, 0",
    ".25, 250000",
    "4., 4000000",
    "1.9999999, 1999999",
    "31622400, 31622400000000",
    "31622401, 0",
    "99999999999999999999, 0",
    "-3, 0",
    "x, 0",
    "., 0",
    "NaN, 0"
  })
  void read_duration_isInMicrosecondsAndNeverNegative(String duration, long micros)
      throws PlaylistParseException {
    assertThat(media("#EXTINF:" + duration, "a.ts").segments().get(0).durationMicros())
        .isEqualTo(micros);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "9.5, 9",
    "0, 0",
    "-4, 0",
    "x, 0",
    "31622401, 0",
    "99999999999999999999, 0"
  })
  void read_targetDuration_isInWholeSeconds(String value, long seconds)
      throws PlaylistParseException {
    assertThat(media("#EXT-X-TARGETDURATION:" + value).targetDuration())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void read_unknownPlaylistType_isNone() throws PlaylistParseException {
    assertThat(media("#EXT-X-PLAYLIST-TYPE:LOOP").type()).isNull();
  }

  @Test
  void read_segmentsAskedForTwice_areEqual() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_live_discontinuities");

    assertThat(playlist.segments()).isEqualTo(List.copyOf(playlist.segments()));
    assertThat(playlist.segments()).hasSameHashCodeAs(List.copyOf(playlist.segments()));
    assertThatThrownBy(() -> playlist.segments().get(5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> playlist.segments().get(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void read_lists_areImmutable() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_vod_key_rotation");

    assertThatThrownBy(() -> playlist.segments().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> playlist.segments().subList(0, 1).remove(0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> playlist.segments().get(1).keys().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
