package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a low-latency origin answers at once, holds and refuses. */
final class LowLatencyOriginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final LowLatencyStream STREAM =
      new LowLatencyStream("/low/", Duration.ofMillis(1_500), 4, 9);

  private final LowLatencyOrigin origin = LowLatencyOrigin.start(STREAM, new PartPosition(20, 1));

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  @Test
  void playlist_edgeWithinASegment_namesPartsAndTheHint() throws Exception {
    String text = get(STREAM.playlistPath()).text();

    assertThat(text)
        .startsWith(
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-TARGETDURATION:6
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=4.500,CAN-SKIP-UNTIL=36.000
            #EXT-X-PART-INF:PART-TARGET=1.500
            #EXT-X-MEDIA-SEQUENCE:11
            #EXT-X-MAP:URI="init.mp4"
            #EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:01:06Z
            #EXTINF:6.000,
            segment11.m4s
            """)
        .endsWith(
            """
            #EXTINF:6.000,
            segment19.m4s
            #EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:02:00Z
            #EXT-X-PART:DURATION=1.500,URI="part20.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=1.500,URI="part20.1.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="part20.2.m4s"
            """);
    assertThat(text).contains("part17.0.m4s").doesNotContain("part16.");
  }

  @Test
  void playlist_edgeAtTheEndOfASegment_hintsAtTheNextSegment() {
    origin.publishPart();

    assertThat(origin.publishPart()).isEqualTo(new PartPosition(20, 3));
    assertThat(STREAM.playlist(origin.edge()))
        .contains("#EXT-X-MEDIA-SEQUENCE:12\n")
        .endsWith("segment20.m4s\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part21.0.m4s\"\n");
  }

  @Test
  void skip_leavesOutWhatEndsBeforeTheSkipBoundary() throws Exception {
    String full = get(STREAM.playlistPath()).text();
    String delta = get(STREAM.playlistPath() + "?_HLS_skip=YES").text();

    assertThat(delta)
        .contains("#EXT-X-MEDIA-SEQUENCE:11\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n")
        .doesNotContain("segment13.m4s")
        .contains("segment14.m4s");
    assertThat(full).endsWith(delta.substring(delta.indexOf("#EXT-X-PROGRAM-DATE-TIME")));
  }

  @Test
  void skip_shortPlaylist_isWhole() {
    PartPosition early = new PartPosition(5, 3);

    assertThat(STREAM.playlistDelta(early)).isEqualTo(STREAM.playlist(early));
  }

  @Test
  void blockingReload_nextPart_isHeldUntilItIsPublished() throws Exception {
    assertHeldUntilPublished("?_HLS_msn=20&_HLS_part=2", new PartPosition(20, 2));
  }

  @Test
  void blockingReload_segment_isHeldUntilItsLastPart() throws Exception {
    assertHeldUntilPublished("?_HLS_msn=20", new PartPosition(20, 3));
  }

  @Test
  void blockingReload_partBeyondItsSegment_waitsForTheNextSegment() throws Exception {
    assertHeldUntilPublished("?_HLS_part=4&_HLS_msn=20", new PartPosition(21, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?_HLS_msn=20&_HLS_part=1", "?_HLS_msn=19", "?_HLS_msn=3", "?other=1"})
  void playlist_published_isAnsweredAtOnce(String query) throws Exception {
    assertThat(get(STREAM.playlistPath() + query).text()).isEqualTo(STREAM.playlist(origin.edge()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?_HLS_msn=22",
        "?_HLS_msn=22&_HLS_part=0",
        "?_HLS_msn=20&_HLS_part=5",
        "?_HLS_part=2",
        "?_HLS_msn=x"
      })
  void blockingReload_tooFarAheadOrMalformed_isABadRequest(String query) throws Exception {
    assertThat(get(STREAM.playlistPath() + query).status()).isEqualTo(400);
  }

  @Test
  void part_hinted_isHeldUntilItIsPublished() throws Exception {
    PartPosition hinted = new PartPosition(20, 2);
    String path = STREAM.partPath(hinted);
    try (RawHttp client = RawHttp.connect(origin.uri()).get(path)) {
      origin.log().awaitRequests(path, 1, PATIENCE);
      RequestRecord request = origin.log().requests(path).get(0);
      assertThat(origin.log().firstBodyByteNanos(request)).isEmpty();
      long beforeNanos = System.nanoTime();
      origin.publishPart();

      assertThat(client.readResponse().body()).isEqualTo(STREAM.partBody(hinted));
      long firstByteNanos = origin.log().firstBodyByteNanos(request).orElseThrow();
      assertThat(firstByteNanos - beforeNanos).isNotNegative();
      assertThat(System.nanoTime() - firstByteNanos).isNotNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"part20.3.m4s", "part19.4.m4s", "segment20.m4s", "part20.m4s", "other.mp4"})
  void get_neitherPublishedNorHinted_isNotFound(String name) throws Exception {
    assertThat(get(STREAM.folder() + name).status()).isEqualTo(404);
  }

  @Test
  void segment_published_isItsPartsInARow() throws Exception {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int part = 0; part < STREAM.partsPerSegment(); part++) {
      parts.writeBytes(get(STREAM.partPath(new PartPosition(19, part))).body());
    }

    assertThat(get(STREAM.segmentPath(19)).body()).isEqualTo(parts.toByteArray());
    assertThat(get(STREAM.initializationPath()).body()).isEqualTo(STREAM.initializationBody());
  }

  private void assertHeldUntilPublished(String query, PartPosition awaited) throws Exception {
    String target = STREAM.playlistPath() + query;
    try (RawHttp client = RawHttp.connect(origin.uri()).get(target)) {
      origin.log().awaitRequests(target, 1, PATIENCE);
      while (origin.edge().compareTo(awaited) < 0) {
        assertThat(origin.log().completed(target)).isZero();
        origin.publishPart();
      }

      assertThat(client.readResponse().text()).isEqualTo(STREAM.playlist(awaited));
    }
  }

  private RawResponse get(String target) throws IOException {
    return RawHttp.fetch(origin.server().uri(target));
  }
}
