package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Failures.assertFailure;
import static io.github.hlsprebuffer.playlist.Playlists.BASE_URI;
import static io.github.hlsprebuffer.playlist.Playlists.bytes;
import static io.github.hlsprebuffer.playlist.Playlists.file;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaFile;
import static io.github.hlsprebuffer.playlist.Playlists.mediaText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a playlist delta update is read, with and without the playlist before it. */
final class DeltaUpdateReadingTest {

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  @Test
  void read_deltaUpdateWithPrevious_isTheWholePlaylist() throws PlaylistParseException {
    MediaPlaylist previous = mediaFile("media_live_delta_previous");

    MediaPlaylist playlist = update(BASE_URI + "?_HLS_skip=YES", previous);

    assertThat(playlist.skippedSegments()).isZero();
    assertThat(playlist.mediaSequence()).isEqualTo(101);
    assertThat(playlist.segments().subList(0, 2)).isEqualTo(previous.segments().subList(1, 3));
    assertThat(playlist.segments())
        .extracting(MediaSegment::mediaSequenceNumber)
        .containsExactly(101L, 102L, 103L, 104L);
  }

  @Test
  void read_deltaUpdateWithPrevious_continuesWhatWasInForce() throws PlaylistParseException {
    MediaPlaylist playlist = update(BASE_URI, mediaFile("media_live_delta_previous"));

    EncryptionKey key = new EncryptionKey("AES-128", "key1", "identity", null, null);
    assertThat(playlist.segments().subList(2, 4))
        .extracting(
            MediaSegment::byteRange, MediaSegment::discontinuitySequenceNumber, MediaSegment::uri)
        .containsExactly(
            tuple(new ByteRange(1000, 500), 8L, "rest.mp4"), tuple(null, 9L, "segment104.mp4"));
    assertThat(playlist.segments())
        .allSatisfy(
            segment -> {
              assertThat(segment.initializationSection())
                  .isEqualTo(new InitializationSection("init.mp4", null));
              assertThat(segment.keys()).containsExactly(key);
            });
    assertThat(playlist.keys()).containsExactly(key);
  }

  @Test
  void read_deltaUpdateThatNamesKeyAndMapAnew_doesNotContinueTheOldOnes()
      throws PlaylistParseException {
    String text =
        mediaText(
            "#EXT-X-MEDIA-SEQUENCE:100",
            "#EXT-X-SKIP:SKIPPED-SEGMENTS=3",
            "#EXT-X-KEY:METHOD=NONE",
            "#EXT-X-MAP:URI=\"new.mp4\"",
            "#EXTINF:4,",
            "a.m4s");

    MediaPlaylist playlist = read(BASE_URI, text, mediaFile("media_live_delta_previous"));

    MediaSegment last = playlist.segments().get(3);
    assertThat(last.initializationSection()).isEqualTo(new InitializationSection("new.mp4", null));
    assertThat(last.keys()).isEmpty();
  }

  @Test
  void read_deltaUpdateWithPartsOnly_isTheWholePlaylist() throws PlaylistParseException {
    String text =
        mediaText(
            "#EXT-X-SKIP:SKIPPED-SEGMENTS=3",
            "#EXT-X-MEDIA-SEQUENCE:100",
            "#EXT-X-PART:DURATION=1,URI=\"part\"");

    MediaPlaylist playlist = read(BASE_URI, text, mediaFile("media_live_delta_previous"));

    assertThat(playlist.segments()).hasSize(3);
    assertThat(playlist.parts().get(0).mediaSequenceNumber()).isEqualTo(103);
    assertThat(playlist.parts().get(0).keys()).hasSize(1);
  }

  @Test
  void read_deltaUpdateWithoutSegments_isTheWholePlaylist() throws PlaylistParseException {
    String text = mediaText("#EXT-X-MEDIA-SEQUENCE:100", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3");

    assertThat(read(BASE_URI, text, mediaFile("media_live_delta_previous")).segments()).hasSize(3);
  }

  @Test
  void read_deltaUpdateWithoutPrevious_countsWhatItSkips() throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXT-X-SKIP:SKIPPED-SEGMENTS=3",
            "#EXT-X-MEDIA-SEQUENCE:100",
            "#EXTINF:4,",
            "a.ts",
            "#EXT-X-PART:DURATION=1,URI=\"b\"");

    assertThat(playlist.skippedSegments()).isEqualTo(3);
    assertThat(playlist.firstMediaSequenceNumber()).isEqualTo(103);
    assertThat(playlist.nextMediaSequenceNumber()).isEqualTo(104);
    assertThat(playlist.segment(103)).isEqualTo(playlist.segments().get(0));
    assertThat(playlist.segment(102)).isNull();
    assertThat(playlist.parts().get(0).mediaSequenceNumber()).isEqualTo(104);
  }

  @Test
  void read_previousThatLacksSegmentsInBetween_doesNotHelp() throws PlaylistParseException {
    MediaPlaylist previous =
        media("#EXTINF:4,", "a.ts", "#EXT-X-SKIP:SKIPPED-SEGMENTS=2", "#EXTINF:4,", "d.ts");

    assertThat(read(BASE_URI, mediaText("#EXT-X-SKIP:SKIPPED-SEGMENTS=2"), previous).segments())
        .isEmpty();
    assertThat(read(BASE_URI, mediaText("#EXT-X-SKIP:SKIPPED-SEGMENTS=4"), previous).segments())
        .isEmpty();
    assertThat(read(BASE_URI, mediaText("#EXT-X-SKIP:SKIPPED-SEGMENTS=1"), previous).segments())
        .isEqualTo(previous.segments().subList(0, 1));
  }

  @Test
  void read_previousThatLacksASkippedSegment_doesNotHelp() throws PlaylistParseException {
    MediaPlaylist previous = mediaFile("media_live_delta_previous");
    String early = mediaText("#EXT-X-MEDIA-SEQUENCE:99", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3", "a.ts");
    String late = mediaText("#EXT-X-MEDIA-SEQUENCE:101", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3", "a.ts");

    assertThat(read(BASE_URI, early, previous).skippedSegments()).isEqualTo(3);
    assertThat(read(BASE_URI, late, previous).skippedSegments()).isEqualTo(3);
  }

  @Test
  void read_previousFromElsewhere_doesNotHelp() throws PlaylistParseException {
    String text = mediaText("#EXT-X-MEDIA-SEQUENCE:100", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3", "a.ts");
    String elsewhere = "https://origin.example/other/index.m3u8";

    assertThat(read(elsewhere, text, mediaFile("media_live_delta_previous")).skippedSegments())
        .isEqualTo(3);
  }

  @Test
  void read_rangeThatContinuesAnUnknownOne_fails() {
    assertFailure(Reason.INVALID_BYTE_RANGE, () -> update(BASE_URI, null));
  }

  @Test
  void read_skipAfterASegment_countsForTheSegmentsBehindIt() throws PlaylistParseException {
    MediaPlaylist playlist =
        media("#EXTINF:4,", "a.ts", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3", "#EXTINF:4,", "b.ts");

    assertThat(playlist.segments())
        .extracting(MediaSegment::mediaSequenceNumber)
        .containsExactly(0L, 4L);
    assertThat(playlist.segments())
        .allMatch(s -> s.equals(playlist.segment(s.mediaSequenceNumber())));
    assertThat(playlist.segment(2)).isNull();
  }

  @Test
  void read_skipsWithoutBound_fail() {
    String skip = "#EXT-X-SKIP:SKIPPED-SEGMENTS=" + Numbers.MAX;

    assertFailure(Reason.INVALID_NUMBER, () -> media(skip, skip));
  }

  private MediaPlaylist update(String baseUri, @Nullable MediaPlaylist previous)
      throws PlaylistParseException {
    return (MediaPlaylist)
        reader.read(baseUri, file("media_live_delta_update"), Map.of(), previous);
  }

  private MediaPlaylist read(String baseUri, String text, MediaPlaylist previous)
      throws PlaylistParseException {
    return (MediaPlaylist) reader.read(baseUri, bytes(text), Map.of(), previous);
  }
}
