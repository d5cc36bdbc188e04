package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applications that share an engine, one of which ends. */
final class EngineShareTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] BODY = Bodies.body(1, 200_000);
  private static final int FIRST_BYTES = 50_000;

  private final ScriptedOrigin origin = ScriptedOrigin.start();
  private final PrebufferEngine engine =
      PrebufferEngine.start(
          new EngineSettings(
              /* heapSizeBytes= */ 8 << 20,
              /* offHeapSizeBytes= */ 0,
              /* maxSegmentBytes= */ 1 << 20,
              /* maxPlaylistBytes= */ 1 << 20,
              /* maxMemoryPercent= */ 100,
              /* emergencyThresholdPercent= */ 100,
              /* maxConcurrentFetches= */ 32,
              /* maxConcurrentFetchesPerOrigin= */ 8,
              /* parallelRanges= */ 1,
              Set.of(),
              /* allowPrivateAddresses= */ false,
              /* segmentTtl= */ Duration.ofHours(1),
              /* connectTimeout= */ PATIENCE,
              /* responseTimeout= */ PATIENCE));
  private final EngineShare goes = engine.share();
  private final EngineShare stays = engine.share();

  @AfterEach
  void close() {
    engine.close();
    origin.close();
  }

  @Test
  void close_whileBothReadAFill_oneIsToldAndTheOtherGetsTheWhole() throws Exception {
    Gate rest = serveHeld("/both.ts");
    FillReader ending = demand(goes, "/both.ts");
    FillReader staying = demand(stays, "/both.ts");
    assertThat(ending.isLeader()).isTrue();
    assertThat(staying.isLeader()).isFalse();
    CountDownLatch told = new CountDownLatch(1);
    ending.awaitHead(HttpFields.EMPTY, PATIENCE);
    await().until(() -> staying.fill().received() == FIRST_BYTES);
    while (ending.position() < FIRST_BYTES) {
      ending.read(PATIENCE);
    }
    assertThat(ending.whenReadable(told::countDown)).isTrue();
    goes.close();
    told.await();
    assertThatThrownBy(() -> ending.read(PATIENCE)).isInstanceOf(FillException.class);
    rest.release();
    assertThat(readAll(staying)).isEqualTo(BODY);
    assertThat(origin.count("/both.ts")).isEqualTo(1);
  }

  /** The fill is for whoever comes next; who began it must not be held by it. */
  @Test
  void close_whileAFillBringsAPlaylist_itsObserverIsLetGo() throws Exception {
    origin.serve("/index.m3u8", Resource.playlist(Playlists.vod(3)));
    Gate whole = origin.gate("/index.m3u8");
    WeakReference<PlaylistObserver> observer = observe("/index.m3u8");
    whole.awaitArrival(PATIENCE);
    goes.close();
    awaitCollected(observer);
    whole.release();
    await().until(() -> engine.fills().size() == 0);
    assertThat(origin.count("/index.m3u8")).isEqualTo(1);
  }

  private WeakReference<PlaylistObserver> observe(String path) {
    byte[] ofTheApplication = new byte[1];
    PlaylistObserver observer =
        body -> {
          ofTheApplication[0]++;
          return HeuristicFreshness.NONE;
        };
    goes.loader().demand(request(path, Kind.PLAYLIST), observer);
    return new WeakReference<>(observer);
  }

  @Test
  void close_whilePrefetchesRun_whatTheOtherWishesForGoesOn() throws Exception {
    Gate own = serveHeld("/own.ts");
    Gate common = serveHeld("/common.ts");
    WeakReference<DemandOwner> owner = wish(goes, "/own.ts", "/common.ts");
    own.awaitArrival(PATIENCE);
    common.awaitArrival(PATIENCE);
    DemandOwner other = new RecordingOwner();
    stays.demand(other, wishes("/common.ts"));
    goes.close();
    awaitCollected(owner);
    own.release();
    common.release();
    await().until(() -> engine.store().contains(request("/common.ts", Kind.SEGMENT).key()));
    await().until(() -> engine.fills().size() == 0);
    assertThat(engine.store().contains(request("/own.ts", Kind.SEGMENT).key())).isFalse();
    assertThat(engine.scheduler().pending()).isZero();
  }

  private WeakReference<DemandOwner> wish(EngineShare share, String... paths) {
    DemandOwner owner = new RecordingOwner();
    share.demand(owner, wishes(paths));
    return new WeakReference<>(owner);
  }

  @Test
  void close_timersOfTheShare_areCancelledAndNoneComesAfter() {
    Future<?> pending = goes.after(Duration.ofHours(1), () -> {});
    Future<?> others = stays.after(Duration.ofHours(1), () -> {});
    goes.close();
    assertThat(pending.isCancelled()).isTrue();
    assertThat(others.isDone()).isFalse();
    assertThatThrownBy(() -> goes.after(Duration.ofHours(1), () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void close_whatOnlyTheShareIsServedFrom_leavesTheStore() throws Exception {
    origin.serve("/one.ts", Resource.segment(BODY));
    readAll(demand(goes, "/one.ts"));
    ResourceRequest own =
        new ResourceRequest(
            new CacheKey(origin.uri("/one.ts").toString(), null, "", goes.ownSpace() + " x"),
            request("/one.ts", Kind.SEGMENT).fetch(),
            Kind.SEGMENT);
    readAll(goes.loader().demand(own, PlaylistObserver.NONE));
    await().until(() -> engine.fills().size() == 0);
    assertThat(engine.store().contains(own.key())).isTrue();
    goes.close();
    assertThat(engine.store().contains(own.key())).isFalse();
    assertThat(engine.store().contains(request("/one.ts", Kind.SEGMENT).key())).isTrue();
  }

  @Test
  void close_whileTheShareReadsTheStore_readingFails() throws Exception {
    origin.serve("/stored.ts", Resource.segment(BODY));
    readAll(demand(goes, "/stored.ts"));
    await().until(() -> engine.fills().size() == 0);
    CacheKey key = request("/stored.ts", Kind.SEGMENT).key();
    try (StoredResource ending = Objects.requireNonNull(goes.find(key));
        StoredResource staying = Objects.requireNonNull(stays.find(key))) {
      goes.close();
      assertThatThrownBy(() -> Objects.requireNonNull(ending).read(0))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Objects.requireNonNull(staying).read(0)).isNotNull();
    }
  }

  @Test
  void metrics_ofShares_countForThemAndForAll() throws Exception {
    origin.serve("/a.ts", Resource.segment(BODY));
    origin.serve("/b.ts", Resource.segment(BODY));
    DemandOwner one = new RecordingOwner();
    DemandOwner other = new RecordingOwner();
    goes.demand(one, wishes("/a.ts"));
    stays.demand(other, wishes("/b.ts"));
    await().until(() -> engine.metrics().value(Counter.SEGMENTS_PREBUFFERED) == 2);
    assertThat(goes.metrics().value(Counter.SEGMENTS_PREBUFFERED)).isEqualTo(1);
    assertThat(stays.metrics().value(Counter.BYTES_PREBUFFERED)).isEqualTo(BODY.length);
  }

  private static void awaitCollected(WeakReference<?> reference) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(reference.get()).isNull();
            });
  }

  private Gate serveHeld(String path) {
    origin.serve(path, Resource.segment(BODY));
    return origin.gateBody(path, FIRST_BYTES);
  }

  private FillReader demand(EngineShare share, String path) {
    return share.loader().demand(request(path, Kind.SEGMENT), PlaylistObserver.NONE);
  }

  private List<PrefetchWish> wishes(String... paths) {
    return List.of(paths).stream()
        .map(path -> PrefetchWish.predicted(request(path, Kind.SEGMENT), /* dueNanos= */ 0))
        .toList();
  }

  private ResourceRequest request(String path, Kind kind) {
    URI uri = origin.uri(path);
    return new ResourceRequest(
        new CacheKey(uri.toString(), null, ""),
        new FetchRequest("GET", uri, null, HttpFields.EMPTY),
        kind);
  }

  private static byte[] readAll(FillReader reader) throws IOException {
    try (reader) {
      reader.awaitHead(HttpFields.EMPTY, PATIENCE);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Slice slice = reader.read(PATIENCE); slice != null; slice = reader.read(PATIENCE)) {
        slice.writeTo(all);
      }
      return all.toByteArray();
    }
  }
}
