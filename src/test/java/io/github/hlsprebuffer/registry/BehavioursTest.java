package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.Stage.PATIENCE;
import static io.github.hlsprebuffer.registry.Stage.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.NoLeaks;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a naive prefetcher gets wrong, from the player's request to the origin's socket. */
@ExtendWith(NoLeaks.class)
final class BehavioursTest {
  private static final int WINDOW = 3;
  private static final String VIEWER = "viewer";

  private final Stage stage = new Stage(RegistryBench.config(WINDOW, false, 64 << 20, 8));
  private final ScriptedOrigin origin = stage.origin;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void play_fortySegments_noneIsFetchedTwice() throws Exception {
    serveVod("/", 45);
    stage.load("/a.m3u8");

    for (int i = 0; i < 40; i++) {
      assertThat(stage.play("/segment" + i + ".ts", VIEWER)).isEqualTo(body(i));
    }
    stage.awaitIdle();

    for (int i = 0; i < 40 + WINDOW; i++) {
      assertThat(origin.count("/segment" + i + ".ts")).as("segment " + i).isEqualTo(1);
    }
    assertThat(origin.requests()).hasSize(1 + 40 + WINDOW);
    assertThat(stage.count(Counter.MISSES)).isLessThan(40);
  }

  @Test
  void play_twentyViewersAtOnce_areOneFetch() throws Exception {
    serveVod("/", 1);
    stage.load("/a.m3u8");
    Gate gate = origin.gate("/segment0.ts");
    ExecutorService viewers = Executors.newFixedThreadPool(20);
    CountDownLatch ready = new CountDownLatch(20);
    List<Future<byte[]>> bodies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String viewer = VIEWER + i;
      bodies.add(
          viewers.submit(
              () -> {
                ready.countDown();
                ready.await();
                return stage.play("/segment0.ts", viewer);
              }));
    }
    await().atMost(PATIENCE).until(() -> stage.count(Counter.JOINS) == 19);
    gate.release();

    for (Future<byte[]> body : bodies) {
      assertThat(body.get()).isEqualTo(body(0));
    }
    assertThat(origin.count("/segment0.ts")).isEqualTo(1);
    viewers.shutdownNow();
  }

  @Test
  void load_thousandRefreshesAtOnce_indexStaysBounded() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      origin.serveOnce(
          "/live.m3u8",
          Resource.playlist(Playlists.live(i, 6)).withHeader("Cache-Control", "no-cache"));
      stage.load("/live.m3u8");
    }

    assertThat(stage.registry.indexedResources()).isEqualTo(6 + 6 + 8);
    assertThat(stage.registry.playlists()).isEqualTo(1);
    assertThat(origin.acceptedConnections()).isLessThan(10);
  }

  @Test
  void sweep_playlistThatSharesASegment_doesNotBreakTheOther() throws Exception {
    serveVod("/", 6);
    origin.serve("/live.m3u8", Resource.playlist(Playlists.live(0, 6)));
    stage.load("/live.m3u8");
    stage.load("/a.m3u8");

    stage.clock.advance(RegistryBench.INACTIVITY_TIMEOUT);
    stage.registry.sweep();
    assertThat(stage.registry.playlists()).isEqualTo(1);
    stage.play("/segment0.ts", VIEWER);

    stage.awaitStored("/segment1.ts");
    stage.awaitStored("/segment3.ts");
  }

  @Test
  void load_liveRefresh_theRightNextSegmentsAreFetched() throws Exception {
    stage.serveSegments("/", 20);
    origin.serve("/live.m3u8", unkept(Playlists.live(0, 6)));
    stage.load("/live.m3u8");
    stage.play("/segment4.ts", VIEWER);
    stage.awaitStored("/segment5.ts");
    stage.awaitIdle();

    origin.serve("/live.m3u8", unkept(Playlists.live(3, 6)));
    stage.load("/live.m3u8");

    stage.awaitStored("/segment6.ts");
    stage.awaitStored("/segment7.ts");
    stage.awaitIdle();
    assertThat(origin.requests())
        .extracting(request -> request.path())
        .containsExactlyInAnyOrder(
            "/live.m3u8",
            "/segment4.ts",
            "/segment5.ts",
            "/live.m3u8",
            "/segment6.ts",
            "/segment7.ts");
  }

  /** It would be kept for half a target duration. */
  private static Resource unkept(String playlist) {
    return Resource.playlist(playlist).withHeader("Cache-Control", "no-cache");
  }

  @Test
  void play_fourViewersAtDifferentPlaces_eachFindsTheNextSegmentStored() throws Exception {
    serveVod("/", 100);
    stage.load("/a.m3u8");
    int[] places = {0, 20, 40, 80};
    for (int place : places) {
      stage.play("/segment" + place + ".ts", VIEWER + place);
    }
    long misses = stage.count(Counter.MISSES);

    for (int step = 1; step <= 5; step++) {
      for (int place : places) {
        String next = "/segment" + (place + step) + ".ts";
        stage.awaitStored(next);
        assertThat(stage.play(next, VIEWER + place)).isEqualTo(body(place + step));
      }
    }

    assertThat(stage.count(Counter.HITS)).isEqualTo(20);
    assertThat(stage.count(Counter.MISSES)).isEqualTo(misses);
  }

  @Test
  void play_oneViewer_severalSegmentsAreFetchedAtOnce() throws Exception {
    serveVod("/", 10);
    stage.load("/a.m3u8");
    List<Gate> gates = gateFirstWindow();

    stage.play("/segment0.ts", VIEWER);

    awaitFirstWindow();
    assertThat(origin.log().inProgress()).isEqualTo(WINDOW);
    gates.forEach(Gate::release);
    stage.awaitIdle();
  }

  @Test
  void touch_twoHundredPlaylistsAtOnce_stayWithinTheBudget() throws Exception {
    origin.serve(ScriptedOrigin.ANY_PATH, Resource.segment(body(0)));
    for (int i = 0; i < 200; i++) {
      origin.serve("/" + i + "/a.m3u8", Resource.playlist(Playlists.vod(2)));
      stage.load("/" + i + "/a.m3u8");
    }
    Gate gate = origin.gate(ScriptedOrigin.ANY_PATH);

    for (int i = 0; i < 200; i++) {
      stage.touch("/" + i + "/segment0.ts", VIEWER);
    }
    // Of eight at first, two are kept for players' own requests.
    origin.awaitRequests(ScriptedOrigin.ANY_PATH, 200 + 6, PATIENCE);
    assertThat(stage.engine.fills().size()).isEqualTo(6);
    gate.release();
    stage.awaitIdle();

    assertThat(stage.count(Counter.SEGMENTS_PREBUFFERED)).isEqualTo(200);
    assertThat(origin.maxConcurrent()).isLessThanOrEqualTo(8);
  }

  @Test
  void play_seek_cancelsTheOldWindowAndStartsTheNewAtOnce() throws Exception {
    serveVod("/", 200);
    stage.load("/a.m3u8");
    List<Gate> old = gateFirstWindow();
    stage.play("/segment0.ts", VIEWER);
    awaitFirstWindow();

    stage.play("/segment100.ts", VIEWER);

    stage.awaitStored("/segment101.ts");
    stage.awaitStored("/segment103.ts");
    for (int i = 1; i <= WINDOW; i++) {
      origin.log().awaitAborted("/segment" + i + ".ts", 1, PATIENCE);
    }
    assertThat(stage.count(Counter.PREFETCHES_CANCELLED)).isEqualTo(WINDOW);
    stage.awaitIdle();
    old.forEach(Gate::release);
  }

  @Test
  void play_afterALongPause_prefetchResumesWithTheFirstRequest() throws Exception {
    serveVod("/", 20);
    stage.load("/a.m3u8");
    stage.play("/segment0.ts", VIEWER);
    stage.awaitStored("/segment3.ts");
    stage.clock.advance(RegistryBench.INACTIVITY_TIMEOUT.plusSeconds(1));
    stage.registry.sweep();
    assertThat(stage.registry.activePrefetchers()).isZero();

    stage.play("/segment1.ts", VIEWER);

    stage.awaitStored("/segment4.ts");
    assertThat(stage.registry.activePrefetchers()).isEqualTo(1);
  }

  @Test
  void play_prefetchFailsOnce_isTriedAgain() throws Exception {
    serveVod("/", 10);
    stage.load("/a.m3u8");
    origin.faultOnce("/segment1.ts", OriginFault.ERROR_503);
    origin.faultOnce("/segment2.ts", OriginFault.RESET_BEFORE_HEADERS);
    origin.fault("/segment3.ts", OriginFault.ERROR_404);

    stage.play("/segment0.ts", VIEWER);

    stage.awaitStored("/segment1.ts");
    stage.awaitStored("/segment2.ts");
    assertThat(origin.count("/segment1.ts")).isEqualTo(2);
    assertThat(origin.count("/segment2.ts")).isEqualTo(2);
    assertThat(origin.count("/segment3.ts")).isEqualTo(1);
  }

  @Test
  void play_prefetchNotStorable_isNotTriedOverAndOver() throws Exception {
    serveVod("/", 10);
    origin.serve("/segment1.ts", Resource.segment(body(1)).withHeader("Cache-Control", "no-store"));
    stage.load("/a.m3u8");

    stage.play("/segment0.ts", VIEWER);

    await().atMost(PATIENCE).until(() -> stage.count(Counter.NOT_STORED_FORBIDDEN) == 1);
    stage.awaitIdle();
    stage.play("/segment2.ts", VIEWER);
    stage.awaitIdle();
    assertThat(origin.count("/segment1.ts")).isEqualTo(1);
  }

  @Test
  void demand_slowOrigin_firstByteIsThereBeforeTheLast() throws Exception {
    serveVod("/", 1);
    Gate gate = origin.gateBody("/segment0.ts", 1_000);

    try (FillReader reader = stage.demand("/segment0.ts")) {
      reader.awaitHead(HttpFields.EMPTY, PATIENCE);
      Slice first = reader.read(PATIENCE);

      assertThat(first).isNotNull();
      assertThat(origin.log().completed("/segment0.ts")).isZero();
      gate.release();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      first.writeTo(all);
      all.writeBytes(Stage.readAll(reader));
      assertThat(all.toByteArray()).isEqualTo(body(0));
    }
    stage.awaitIdle();
  }

  @Test
  void play_segmentsLargerThanTheStoreTakes_areNotFetchedAhead() throws Exception {
    try (Stage small = new Stage(RegistryBench.config(WINDOW, false, 1 << 20, 8))) {
      for (int i = 0; i < 10; i++) {
        small.origin.serve("/segment" + i + ".ts", Resource.segment(Bodies.body(i, 600 << 10)));
      }
      small.origin.serve("/a.m3u8", Resource.playlist(Playlists.vod(10)));
      small.load("/a.m3u8");

      for (int i = 0; i < 5; i++) {
        small.play("/segment" + i + ".ts", VIEWER);
        small.awaitIdle();
      }

      assertThat(small.count(Counter.SEGMENTS_PREBUFFERED)).isZero();
      // The first window was tried, and told the playlist that there is no point.
      assertThat(small.origin.requests()).hasSizeLessThanOrEqualTo(1 + 5 + WINDOW);
    }
  }

  private void serveVod(String directory, int segments) {
    stage.serveSegments(directory, segments);
    origin.serve(directory + "a.m3u8", Resource.playlist(Playlists.vod(segments)));
  }

  private void awaitFirstWindow() throws InterruptedException {
    for (int i = 1; i <= WINDOW; i++) {
      origin.awaitRequests("/segment" + i + ".ts", 1, PATIENCE);
    }
  }

  /** Holds the responses of segments from 1 to the end of the first window. */
  private List<Gate> gateFirstWindow() {
    return IntStream.rangeClosed(1, WINDOW)
        .mapToObj(i -> origin.gate("/segment" + i + ".ts"))
        .toList();
  }
}
