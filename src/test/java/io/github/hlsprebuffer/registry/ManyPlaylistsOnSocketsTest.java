package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Live playlists that are followed and watched, on real sockets: each segment is fetched once, and
 * their number does not show in that of the threads.
 */
final class ManyPlaylistsOnSocketsTest {
  private static final int PLAYLISTS = Integer.getInteger("test.livePlaylists", 40);
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("test.livePlaylistsLength", "PT6S"));

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AHEAD = 3;
  private static final int SEGMENT_BYTES = 2_000;
  private static final String OUR_THREADS = "hls-prebuffer-";

  private final ManyChannels channels = new ManyChannels(PLAYLISTS, SEGMENT_BYTES);
  private final ScriptedOrigin origin = ScriptedOrigin.start();
  private final PrebufferConfig config = RegistryBench.config(AHEAD, false, 256 << 20, 32);
  private final PrebufferEngine engine = PrebufferEngine.start(EngineSettings.of(config));
  private final PlaylistRegistry registry = PlaylistRegistry.on(engine.whole(), config);
  private final ScheduledExecutorService players = Executors.newScheduledThreadPool(2);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final long begunNanos = System.nanoTime();

  @AfterEach
  void close() {
    players.shutdownNow();
    engine.close();
    origin.close();
  }

  @Test
  void follow_manyPlaylists_eachSegmentIsFetchedOnceByAsFewThreadsAsForOne() throws Exception {
    origin.serve(ScriptedOrigin.ANY_PATH, this::resource);
    watch(0, AHEAD);
    await().atMost(PATIENCE).until(() -> hits.get() > 2);
    long ofOne = ourThreads();
    long heapOfOne = usedHeapBytes();
    for (int channel = 1; channel < PLAYLISTS; channel++) {
      watch(channel, 0);
    }
    await().atMost(PATIENCE).until(() -> registry.activePrefetchers() == PLAYLISTS);
    long cpu = ourCpuNanos();
    long begun = System.nanoTime();
    long segments = channels.servedSegments();

    await()
        .atMost(LENGTH.plus(PATIENCE))
        .until(() -> System.nanoTime() - begun >= LENGTH.toNanos());

    cpu = ourCpuNanos() - cpu;
    double seconds = (System.nanoTime() - begun) / 1e9;
    long ofAll = ourThreads();
    long heapOfAll = usedHeapBytes();
    System.out.printf(
        "%d playlists for %.1f s: %d segments, %d of %d requests answered from the store; heap %d"
            + " bytes for each, CPU of our threads %.3f ms for each and second; %d threads, %d for"
            + " one%n",
        PLAYLISTS,
        seconds,
        channels.servedSegments() - segments,
        hits.get(),
        hits.get() + misses.get(),
        (heapOfAll - heapOfOne) / PLAYLISTS,
        cpu / 1e6 / PLAYLISTS / seconds,
        ofAll,
        ofOne);
    assertThat(failures).isEmpty();
    assertThat(channels.servedAgain()).as("segments fetched again").isZero();
    assertThat(ofAll).as("our threads").isLessThanOrEqualTo(ofOne);
    assertThat(registry.activePrefetchers()).isEqualTo(PLAYLISTS);
  }

  /** A player loads the playlist and plays one segment after the other. */
  @SuppressWarnings("FutureReturnValueIgnored") // what fails is noted
  private void watch(int channel, int firstSecond) {
    AtomicLong next = new AtomicLong(-1);
    long delay = channels.phaseMillis(channel) + firstSecond;
    players.scheduleAtFixedRate(
        () -> {
          try {
            if (next.get() < 0) {
              load(channel);
              next.set(channels.last(channel, nowMillis()) - AHEAD);
            }
            play(channel, next.getAndIncrement());
          } catch (Throwable e) {
            failures.add(e);
          }
        },
        delay,
        ManyChannels.SEGMENT.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void load(int channel) throws IOException {
    ResourceRequest request = request(uri(ManyChannels.playlistName(channel)), null, Kind.PLAYLIST);
    PlaylistObserver observer =
        body ->
            registry.registerPlaylist(
                request.key(), request.key().uri(), body, ManyPlaylistsOnSocketsTest::segment, "v");
    try (FillReader reader = engine.loader().demand(request, observer)) {
      assertThat(Stage.readAll(reader)).isNotEmpty();
    }
  }

  private void play(int channel, long number) throws IOException {
    ResourceRequest request =
        request(uri(ManyChannels.segmentName(channel, number)), null, Kind.SEGMENT);
    CacheKey key = request.key();
    try (StoredResource stored = engine.store().find(key)) {
      if (stored != null) {
        hits.incrementAndGet();
        registry.requestSegment(key, ViewerRequest.of("v"));
        return;
      }
    }
    misses.incrementAndGet();
    try (FillReader reader = engine.loader().demand(request, PlaylistObserver.NONE)) {
      registry.requestSegment(key, ViewerRequest.of("v"));
      assertThat(Stage.readAll(reader)).isEqualTo(channels.segment(channel, number));
    }
  }

  private Resource resource(RequestRecord request) {
    byte[] body = channels.serve(request.path(), nowMillis());
    return request.path().endsWith(".m3u8")
        ? Resource.bytes(body, "application/vnd.apple.mpegurl")
        : Resource.segment(body).withHeader("Cache-Control", "max-age=600");
  }

  private URI uri(String name) {
    return origin.uri("/" + name);
  }

  private static ResourceRequest segment(String uri, @Nullable ByteInterval range) {
    return request(URI.create(uri), range, Kind.SEGMENT);
  }

  private static ResourceRequest request(URI uri, @Nullable ByteInterval range, Kind kind) {
    return new ResourceRequest(
        new CacheKey(uri.toString(), range, ""),
        new FetchRequest("GET", uri, null, HttpFields.EMPTY),
        kind);
  }

  private long nowMillis() {
    return (System.nanoTime() - begunNanos) / 1_000_000;
  }

  private static long ourThreads() {
    return Arrays.stream(threads()).count();
  }

  private static long ourCpuNanos() {
    ThreadMXBean beans = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads())
        .mapToLong(thread -> Math.max(0, beans.getThreadCpuTime(thread.getThreadId())))
        .sum();
  }

  private static ThreadInfo[] threads() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
        .filter(thread -> thread.getThreadName().startsWith(OUR_THREADS))
        .toArray(ThreadInfo[]::new);
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
