package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.LowLatencyOrigin;
import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Live playlists that the gateway reads again by itself as long as somebody watches. */
@ExtendWith(ArquillianExtension.class)
class FollowLiveIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TARGET = Duration.ofSeconds(1);

  /** So long that nothing expires while the test runs, on however slow a machine. */
  private static final Duration PART_DURATION = Duration.ofSeconds(60);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "follow-live.war")
        .with("followLive", "true")
        .with("inactivityTimeout", "1s")
        .with("ignoreQueryParams", "token")
        .with("responseTimeout", "60s")
        .archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void watched_newSegment_isThereBeforeAnybodyAsksForTheNewPlaylist() throws Exception {
    watch("/new/", 10);
    publish("/new/", 11);
    ORIGIN.log().awaitCompleted("/new/segment15.ts", 1, PATIENCE);
    Gateway.at(url).awaitQuiet();

    RawResponse segment = get("/new/segment15.ts");
    assertThat(Gateway.cacheStatus(segment)).isEqualTo(Gateway.HIT);
    assertThat(segment.body()).isEqualTo(Bodies.body(15, 5_000));
    assertThat(ORIGIN.count("/new/segment15.ts")).isEqualTo(1);
  }

  /** RFC 8216bis §6.3.4: half a target duration if nothing has changed. */
  @Test
  void watched_originIsAskedNoMoreOftenThanByOnePlayer() throws Exception {
    watch("/paced/", 10);
    for (int requests = 2; requests <= 6; requests++) {
      RawResponse unusedSegment = get("/paced/segment14.ts");
      ORIGIN.awaitRequests("/paced/live.m3u8", requests, PATIENCE);
    }

    List<RequestRecord> loads =
        ORIGIN.requests().stream().filter(r -> r.path().equals("/paced/live.m3u8")).toList();
    for (int i = 1; i < loads.size(); i++) {
      // Counted from an answer, so never less by the origin's clock, however slow the machine.
      assertThat(Duration.between(loads.get(i - 1).time(), loads.get(i).time()))
          .isGreaterThanOrEqualTo(TARGET.dividedBy(2).minusMillis(5));
    }
  }

  /** The other stream is the clock. */
  @Test
  void left_isNotFollowedAnyMore() throws Exception {
    watch("/left/", 10);
    watch("/stays/", 10);
    watchUntil("/stays/", 14);
    int loads = ORIGIN.count("/left/live.m3u8");
    assertThat(loads).isGreaterThan(1);
    watchUntil("/stays/", 20);

    assertThat(ORIGIN.count("/left/live.m3u8")).isEqualTo(loads);
  }

  @Test
  void playlistThatHandsOnAToken_isNotFollowed() throws Exception {
    String text =
        Playlists.live()
            .withSegmentDuration(TARGET)
            .withSegments(5)
            .withNamePattern("segment%d.ts?token=mine")
            .text();
    ORIGIN.serve("/tokens/live.m3u8", Resource.playlist(text));
    serveSegments("/tokens/", 0);
    RawResponse unusedPlaylist = get("/tokens/live.m3u8?token=mine");
    RawResponse unusedSegment = get("/tokens/segment0.ts?token=mine");
    watch("/clock/", 10);
    watchUntil("/clock/", 6);

    assertThat(ORIGIN.count("/tokens/live.m3u8")).isEqualTo(1);
  }

  @Test
  void playlistThatMayNotBeKept_isTriedOnce() throws Exception {
    publish("/unkept/", 10);
    ORIGIN.serve(
        "/unkept/live.m3u8", Resource.playlist(text(10)).withHeader("Cache-Control", "no-store"));
    RawResponse unusedPlaylist = get("/unkept/live.m3u8");
    RawResponse unusedSegment = get("/unkept/segment13.ts");
    watch("/clock2/", 10);
    for (int requests = 2; requests <= 8; requests++) {
      RawResponse unusedUnkept = get("/unkept/segment13.ts");
      watchUntil("/clock2/", requests);
    }

    assertThat(ORIGIN.count("/unkept/live.m3u8")).isEqualTo(2);
  }

  @Test
  void blockingReload_isOnItsWayAndViewersJoinIt() throws Exception {
    LowLatencyStream stream = new LowLatencyStream("/low/", PART_DURATION, 4, 12);
    LowLatencyOrigin origin = LowLatencyOrigin.on(ORIGIN, stream, new PartPosition(40, 1));
    RawResponse unusedPlaylist = get(stream.playlistPath());
    RawResponse unusedPart = get(stream.partPath(origin.edge()));
    for (int i = 0; i < 2 * stream.partsPerSegment(); i++) {
      PartPosition hint = origin.hint();
      String reload =
          "%s?_HLS_msn=%d&_HLS_part=%d"
              .formatted(stream.playlistPath(), hint.mediaSequenceNumber(), hint.part());
      ORIGIN.awaitRequests(reload, 1, PATIENCE);
      Future<RawResponse> joined = join(reload);
      origin.publishPart();

      assertThat(Gateway.cacheStatus(joined.get())).isEqualTo(Gateway.COLLAPSED);
      assertThat(joined.get().text()).isEqualTo(stream.playlist(hint));
      assertThat(ORIGIN.count(reload)).isEqualTo(1);
    }
  }

  /** A viewer begins to watch. */
  private void watch(String folder, int mediaSequence) throws IOException {
    publish(folder, mediaSequence);
    RawResponse unusedPlaylist = get(folder + "live.m3u8");
    RawResponse unusedSegment = get(folder + "segment" + (mediaSequence + 3) + ".ts");
  }

  /** Goes on to watch until the playlist has been asked for so often. */
  private void watchUntil(String folder, int requests) throws Exception {
    for (int i = ORIGIN.count(folder + "live.m3u8"); i < requests; i++) {
      RawResponse unusedSegment = get(folder + "segment14.ts");
      ORIGIN.awaitRequests(folder + "live.m3u8", i + 1, PATIENCE);
    }
  }

  private static void publish(String folder, int mediaSequence) {
    serveSegments(folder, mediaSequence);
    ORIGIN.serve(folder + "live.m3u8", Resource.playlist(text(mediaSequence)));
  }

  private static void serveSegments(String folder, int mediaSequence) {
    for (int i = mediaSequence; i < mediaSequence + 5; i++) {
      ORIGIN.serve(folder + "segment" + i + ".ts", Resource.segment(Bodies.body(i, 5_000)));
    }
  }

  private static String text(int mediaSequence) {
    return Playlists.live()
        .withSegmentDuration(TARGET)
        .withMediaSequence(mediaSequence)
        .withSegments(5)
        .text();
  }

  /** Asks for what is on its way, and returns when the gateway knows. */
  private Future<RawResponse> join(String path) throws IOException {
    Gateway gateway = Gateway.at(url);
    long joins = gateway.statistic("joins");
    Future<RawResponse> response = VIEWERS.submit(() -> get(path));
    gateway.awaitStatistic("joins", joins + 1);
    return response;
  }

  private RawResponse get(String path) throws IOException {
    RawResponse response = Gateway.at(url).get(path, "User-Agent: viewer");
    assertThat(response.status()).as(path).isEqualTo(200);
    return response;
  }
}
