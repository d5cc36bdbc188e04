package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Failures.assertFailure;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a low-latency playlist says beyond its segments. */
final class LowLatencyReadingTest {

  @Test
  void read_parts_belongToTheSegmentAfterThem() throws PlaylistParseException {
    assertThat(mediaFile("media_live_low_latency").parts())
        .extracting(
            PartialSegment::mediaSequenceNumber,
            PartialSegment::partIndex,
            PartialSegment::uri,
            PartialSegment::byteRange,
            PartialSegment::independent,
            PartialSegment::gap,
            PartialSegment::discontinuitySequenceNumber)
        .containsExactly(
            tuple(267L, 0, "filePart267.0.mp4", null, true, false, 0L),
            tuple(267L, 1, "filePart267.1.mp4", null, false, false, 0L),
            tuple(267L, 2, "filePart267.2.mp4", null, false, true, 0L),
            tuple(268L, 0, "fileSequence268.mp4", new ByteRange(0, 1000), true, false, 1L),
            tuple(268L, 1, "fileSequence268.mp4", new ByteRange(1000, 900), false, false, 1L));
  }

  @Test
  void read_parts_haveDurationAndInitializationSection() throws PlaylistParseException {
    assertThat(mediaFile("media_live_low_latency").parts())
        .allSatisfy(
            part -> {
              assertThat(part.durationMicros()).isEqualTo(333_340);
              assertThat(part.initializationSection())
                  .isEqualTo(new InitializationSection("init.mp4", null));
              assertThat(part.keys()).isEmpty();
            });
  }

  @Test
  void read_serverControl_saysWhatTheServerOffers() throws PlaylistParseException {
    MediaPlaylist playlist = mediaFile("media_live_low_latency");

    assertThat(playlist.serverControl())
        .isEqualTo(
            new ServerControl(
                Duration.ofSeconds(24), true, Duration.ofSeconds(12), Duration.ofSeconds(1), true));
    assertThat(playlist.partTargetDuration()).isEqualTo(Duration.ofNanos(333_340_000));
  }

  @Test
  void read_preloadHints_haveTypeAndRange() throws PlaylistParseException {
    assertThat(mediaFile("media_live_low_latency").preloadHints())
        .containsExactly(
            new PreloadHint(PreloadHint.Type.PART, "fileSequence268.mp4", 1900, null),
            new PreloadHint(PreloadHint.Type.MAP, "init2.mp4", 10, 800L));
  }

  @Test
  void read_preloadHintOfUnknownType_hasNone() throws PlaylistParseException {
    assertThat(
            media("#EXT-X-PRELOAD-HINT:TYPE=KEY,URI=\"a\"", "#EXT-X-PRELOAD-HINT:URI=\"b\"")
                .preloadHints())
        .containsExactly(new PreloadHint(null, "a", 0, null), new PreloadHint(null, "b", 0, null));
  }

  @Test
  void read_renditionReports_saySomethingOrNothing() throws PlaylistParseException {
    assertThat(mediaFile("media_live_low_latency").renditionReports())
        .containsExactly(
            new RenditionReport("../1M/playlist.m3u8", 268L, 2L),
            new RenditionReport("../4M/playlist.m3u8", null, null));
  }

  @Test
  void read_tagsWithoutUri_areLeftOut() throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXT-X-PART:DURATION=1",
            "#EXT-X-PART:DURATION=1,URI=\"\"",
            "#EXT-X-PRELOAD-HINT:TYPE=PART",
            "#EXT-X-RENDITION-REPORT:LAST-MSN=1");

    assertThat(playlist.parts()).isEmpty();
    assertThat(playlist.preloadHints()).isEmpty();
    assertThat(playlist.renditionReports()).isEmpty();
  }

  @Test
  void read_partRangeWithoutOffsetAtTheBeginningOfItsSegment_fails() {
    assertFailure(
        Reason.INVALID_BYTE_RANGE,
        () ->
            media(
                "#EXT-X-PART:DURATION=1,URI=\"a\",BYTERANGE=\"9@0\"",
                "#EXTINF:4,",
                "a",
                "#EXT-X-PART:DURATION=1,URI=\"a\",BYTERANGE=\"9\""));
  }
}
