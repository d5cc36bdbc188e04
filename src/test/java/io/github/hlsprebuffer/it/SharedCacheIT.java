package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Applications of one Tomcat share one cache: the ready gateway twice, as it is built, and others
 * beside it.
 */
class SharedCacheIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SEGMENTS = 6;
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final int FIRST_BYTES = 50_000;
  private static final TomcatBase TOMCAT = start();

  private final Gateway a = TOMCAT.gateway("a");
  private final Gateway b = TOMCAT.gateway("b");

  private static TomcatBase start() {
    try {
      return TomcatBase.sharing("shared")
          .gateway("a", ORIGIN.uri())
          .gateway("b", ORIGIN.uri())
          .start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void close() throws Exception {
    VIEWERS.shutdownNow();
    ORIGIN.close();
    TOMCAT.close();
  }

  @Test
  void get_segmentThatTheOtherHasFetched_isStored() throws Exception {
    serve("/stored/");
    Expectations.assertWhole(a.get("/stored/segment0.ts"), BODY);
    a.awaitQuiet();
    RawResponse again = b.get("/stored/segment0.ts");
    Expectations.assertWhole(again, BODY);
    assertThat(Gateway.cacheStatus(again)).isEqualTo(Gateway.HIT);
    assertThat(ORIGIN.count("/stored/segment0.ts")).isEqualTo(1);
  }

  @Test
  void get_segmentThatTheOtherIsFetching_isJoined() throws Exception {
    serve("/joined/");
    Gate rest = ORIGIN.gateBody("/joined/segment0.ts", FIRST_BYTES);
    try (HalfServedViewer first = HalfServedViewer.ask(a, "/joined/segment0.ts", FIRST_BYTES);
        HalfServedViewer second = HalfServedViewer.ask(b, "/joined/segment0.ts", FIRST_BYTES)) {
      assertThat(first.cacheStatus()).isEqualTo(Gateway.MISS);
      assertThat(second.cacheStatus()).isEqualTo(Gateway.COLLAPSED);
      rest.release();
      assertThat(first.wholeBody()).isEqualTo(BODY);
      assertThat(second.wholeBody()).isEqualTo(BODY);
    }
    assertThat(ORIGIN.count("/joined/segment0.ts")).isEqualTo(1);
  }

  @Test
  void play_whatTheOtherHasPrefetched_isFetchedOnce() throws Exception {
    serve("/ahead/");
    a.get("/ahead/index.m3u8");
    Expectations.assertWhole(a.get("/ahead/segment0.ts"), BODY);
    awaitPrefetched("/ahead/", 1);
    b.get("/ahead/index.m3u8");
    for (int i = 0; i < SEGMENTS; i++) {
      assertThat(Gateway.cacheStatus(b.get("/ahead/segment" + i + ".ts"))).isEqualTo(Gateway.HIT);
    }
    assertFetchedOnce("/ahead/");
  }

  @Test
  void play_prefetchUnderWayForTheOther_isJoined() throws Exception {
    serve("/late/");
    Gate rest = ORIGIN.gateBody("/late/segment1.ts", FIRST_BYTES);
    a.get("/late/index.m3u8");
    a.get("/late/segment0.ts");
    ORIGIN.awaitRequests("/late/segment1.ts", 1, PATIENCE);
    try (HalfServedViewer viewer = HalfServedViewer.ask(b, "/late/segment1.ts", FIRST_BYTES)) {
      assertThat(viewer.cacheStatus()).isEqualTo(Gateway.COLLAPSED);
      rest.release();
      assertThat(viewer.wholeBody()).isEqualTo(BODY);
    }
    awaitPrefetched("/late/", 1);
    assertFetchedOnce("/late/");
  }

  /** What passes through one application, and is read there, must be known in the other as well. */
  @Test
  void play_playlistJoinedInFlight_beginsPrefetching() throws Exception {
    serve("/playlist/");
    Gate whole = ORIGIN.gate("/playlist/index.m3u8");
    Future<RawResponse> first = VIEWERS.submit(() -> a.get("/playlist/index.m3u8"));
    whole.awaitArrival(PATIENCE);
    Future<RawResponse> second = VIEWERS.submit(() -> b.get("/playlist/index.m3u8"));
    b.awaitStatistic("fillsInFlight", 1);
    whole.release();
    assertThat(first.get().text()).isEqualTo(second.get().text());
    Expectations.assertWhole(b.get("/playlist/segment0.ts"), BODY);
    awaitPrefetched("/playlist/", 1);
    assertFetchedOnce("/playlist/");
  }

  private static void serve(String directory) {
    ORIGIN.serve(directory + "index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
    for (int i = 0; i < SEGMENTS; i++) {
      ORIGIN.serve(directory + "segment" + i + ".ts", Resource.segment(BODY));
    }
  }

  private void awaitPrefetched(String directory, int first) throws Exception {
    for (int i = first; i < SEGMENTS; i++) {
      ORIGIN.log().awaitCompleted(directory + "segment" + i + ".ts", 1, PATIENCE);
    }
    a.awaitQuiet();
  }

  private static void assertFetchedOnce(String directory) {
    for (int i = 0; i < SEGMENTS; i++) {
      assertThat(ORIGIN.count(directory + "segment" + i + ".ts")).as("segment " + i).isEqualTo(1);
    }
  }
}
