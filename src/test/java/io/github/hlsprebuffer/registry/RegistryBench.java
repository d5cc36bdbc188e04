package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.EhcacheSegmentStore;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.SegmentStore.StoredBody;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A registry whose wishes are only remembered, with a store and a clock of its own. */
final class RegistryBench implements AutoCloseable {
  static final String BASE = "http://origin.test/live/";
  static final Duration INACTIVITY_TIMEOUT = Duration.ofSeconds(60);

  final FakeClock clock = new FakeClock();
  final PrebufferMetrics metrics = new PrebufferMetrics();
  final ManualScheduler timer = new ManualScheduler(clock);
  final RecordingLoader loads = new RecordingLoader();
  final RecordingDemands demands = new RecordingDemands();
  final SegmentStore store =
      new EhcacheSegmentStore(1 << 20, 0, 1_024, clock, clock.nanoTimeSource(), metrics);
  final PlaylistRegistry registry;

  /** A registry with a window of three segments. */
  RegistryBench() {
    this(/* prefetchOnPlaylist= */ false);
  }

  RegistryBench(boolean prefetchOnPlaylist) {
    this(prefetchOnPlaylist, /* maxHeldBytes= */ 64 << 20);
  }

  RegistryBench(boolean prefetchOnPlaylist, long maxHeldBytes) {
    registry =
        new PlaylistRegistry(
            config(3, prefetchOnPlaylist, 8 << 20, 8),
            demands,
            store::remove,
            metrics,
            maxHeldBytes,
            clock.nanoTimeSource(),
            new PlaylistFetches(
                loads,
                (delay, task) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS)));
  }

  static PrebufferConfig config(
      int prebufferSegments, boolean prefetchOnPlaylist, long heapSizeBytes, int maxFetches) {
    return new PrebufferConfig(
        URI.create("http://origin.test"),
        /* enabled= */ true,
        prebufferSegments,
        prefetchOnPlaylist,
        /* fastStart= */ true,
        /* followLive= */ true,
        /* prefetchKeys= */ false,
        /* segmentTtl= */ Duration.ofMinutes(5),
        INACTIVITY_TIMEOUT,
        heapSizeBytes,
        /* offHeapSizeBytes= */ 0,
        /* maxSegmentBytes= */ 1 << 20,
        /* maxPlaylistBytes= */ 1 << 20,
        // The heap that tests before this one have filled is not to matter.
        /* maxMemoryPercent= */ 100,
        /* emergencyThresholdPercent= */ 100,
        maxFetches,
        /* maxConcurrentFetchesPerOrigin= */ maxFetches,
        /* parallelRanges= */ 1,
        Set.of(),
        Set.of(),
        Set.of(),
        /* viewerIdentity= */ "address",
        /* forwardCmcd= */ false,
        Set.of(),
        /* allowPrivateAddresses= */ false,
        null,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  /** The request for what stands at a URI, kept under that URI; null beyond the origin. */
  static @Nullable ResourceRequest request(String uri, @Nullable ByteInterval range) {
    return uri.startsWith("http://origin.test/")
        ? new ResourceRequest(
            new CacheKey(uri, range, ""),
            new FetchRequest("GET", URI.create(uri), null, HttpFields.EMPTY),
            Kind.SEGMENT)
        : null;
  }

  static CacheKey key(String name) {
    return new CacheKey(BASE + name, null, "");
  }

  void register(String name, String text) {
    register(name, text, "somebody");
  }

  void register(String name, String text, String viewer) {
    registry.registerPlaylist(
        key(name), BASE + name, Bodies.utf8(text), RegistryBench::request, viewer);
  }

  void request(String name, String viewer) {
    registry.requestSegment(key(name), ViewerRequest.of(viewer));
  }

  /** Lets time pass, and the registry look after itself as often as it would. */
  void pass(Duration duration) {
    Duration period = Duration.ofSeconds(30);
    for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(period)) {
      timer.advance(left.compareTo(period) < 0 ? left : period);
      registry.sweep();
    }
  }

  void store(String name) {
    byte[] body = Bodies.body(1, 10);
    ResponseHead head = new ResponseHead(200, HttpFields.EMPTY);
    store.put(
        key(name),
        new StoredBody(head, HttpFields.EMPTY, body.length, 0, 3_600_000),
        List.of(body),
        /* requested= */ true);
  }

  long count(Counter counter) {
    return metrics.value(counter);
  }

  @Override
  public void close() {
    store.close();
  }
}
