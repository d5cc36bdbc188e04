package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.prefetch.ThreadlessEngine;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Many live playlists that are followed and watched, in fake time: each new segment is fetched
 * once, before its viewer asks for it, and nothing grows but by the number of playlists.
 */
final class ManyPlaylistsTest {
  private static final int PLAYLISTS = Integer.getInteger("test.playlists", 500);
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("test.playlistsLength", "PT1M"));

  private static final int AHEAD = 3;
  private static final int SEGMENT_BYTES = 64;
  private static final int MAX_FETCHES = 128;
  private static final long HEAP_TIER_BYTES = 512 << 20;
  private static final long MAX_HELD_BYTES = 64 << 20;

  /** The index, the wishes, what is read of the playlist, and what is stored of its segments. */
  private static final long MAX_BYTES_OF_EACH = 32 << 10;

  /** Which does not depend on the number of playlists. */
  private static final long MAX_BYTES_OF_NONE = 4 << 20;

  /** Until everybody watches, and all that was there when they came has been fetched. */
  private static final Duration BEGINNING = Duration.ofSeconds(30);

  private final FakeClock clock = new FakeClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final ManyChannels channels = new ManyChannels(PLAYLISTS, SEGMENT_BYTES);
  private final PrebufferConfig config =
      RegistryBench.config(AHEAD, false, HEAP_TIER_BYTES, MAX_FETCHES);
  private long hits;
  private long misses;

  @Test
  void follow_manyPlaylists_eachNewSegmentIsFetchedOnceAndInTime() {
    ManyChannelsOrigin origin = new ManyChannelsOrigin(channels, clock, timer);
    try (ThreadlessEngine engine = new ThreadlessEngine(config, origin, clock, timer)) {
      int threads = Thread.activeCount();
      long empty = usedHeapBytes();
      PlaylistRegistry registry = registry(engine);
      for (int channel = 0; channel < PLAYLISTS; channel++) {
        watch(channel, engine, registry);
      }
      repeat(Duration.ofSeconds(30), registry::sweep);
      repeat(Duration.ofSeconds(10), engine.store::sweep);
      timer.advance(BEGINNING);
      long early = usedHeapBytes();
      hits = 0;
      misses = 0;
      long loads = channels.servedPlaylists();
      long segments = channels.servedSegments();
      long cpu = cpuNanos();

      timer.advance(LENGTH);

      cpu = cpuNanos() - cpu;
      loads = channels.servedPlaylists() - loads;
      segments = channels.servedSegments() - segments;
      long late = usedHeapBytes();
      System.out.printf(
          "%d playlists for %s: %d reloads, %d segments, %d of %d requests answered from the store;"
              + " heap %d bytes for each, CPU %.1f µs for each segment with its reloads and its"
              + " request%n",
          PLAYLISTS,
          LENGTH,
          loads,
          segments,
          hits,
          hits + misses,
          (late - empty) / PLAYLISTS,
          cpu / 1e3 / segments);

      assertThat(registry.activePrefetchers()).isEqualTo(PLAYLISTS);
      assertThat(origin.cancelled()).as("begun in vain").isZero();
      assertThat(channels.servedAgain()).as("segments fetched again").isZero();
      assertThat(missing()).as("new segments not fetched").isZero();
      assertThat(misses).as("requests for what was not there").isZero();
      assertThat(hits).isEqualTo(PLAYLISTS * (LENGTH.toMillis() / ManyChannels.SEGMENT.toMillis()));
      assertThat(Thread.activeCount()).as("threads").isLessThanOrEqualTo(threads);
      assertThat(late - empty)
          .as("heap")
          .isLessThan(PLAYLISTS * MAX_BYTES_OF_EACH + MAX_BYTES_OF_NONE);
      assertThat(late - early)
          .as("growth of the heap")
          .isLessThan(PLAYLISTS * MAX_BYTES_OF_EACH / 16 + MAX_BYTES_OF_NONE);
      assertThat(timer.scheduledTasks()).as("tasks").isLessThan(3 * PLAYLISTS + MAX_FETCHES + 8);
    }
  }

  private PlaylistRegistry registry(ThreadlessEngine engine) {
    return new PlaylistRegistry(
        config,
        engine.scheduler::demand,
        engine.loader::outdate,
        engine.metrics,
        MAX_HELD_BYTES,
        clock.nanoTimeSource(),
        new PlaylistFetches(
            engine.loader::prefetchPlaylist,
            (delay, task) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** A viewer loads the playlist and plays one segment after the other, three behind the newest. */
  private void watch(int channel, ThreadlessEngine engine, PlaylistRegistry registry) {
    long[] next = {channels.last(channel, 0) - AHEAD + 1};
    after(
        Duration.ofMillis(channels.phaseMillis(channel) + 1_000),
        () -> {
          String name = ManyChannels.playlistName(channel);
          registry.registerPlaylist(
              RegistryBench.key(name),
              RegistryBench.BASE + name,
              channels.serve("/" + name, nowMillis()),
              RegistryBench::request,
              "viewer");
          play(channel, next[0]++, engine, registry);
          repeat(ManyChannels.SEGMENT, () -> play(channel, next[0]++, engine, registry));
        });
  }

  private void play(int channel, long number, ThreadlessEngine engine, PlaylistRegistry registry) {
    CacheKey key = RegistryBench.key(ManyChannels.segmentName(channel, number));
    try (StoredResource stored = engine.store.find(key)) {
      if (stored == null) {
        misses++;
      } else {
        hits++;
      }
    }
    registry.requestSegment(key, ViewerRequest.of("viewer"));
    // As its lifetime would, were it short: what the store knows of time is not fake.
    engine.store.remove(RegistryBench.key(ManyChannels.segmentName(channel, number - 1)));
  }

  /** All but for the newest ones, which may be on their way. */
  private long missing() {
    long missing = 0;
    for (int channel = 0; channel < PLAYLISTS; channel++) {
      long first = channels.last(channel, BEGINNING.toMillis());
      missing += channels.missing(channel, first, channels.last(channel, nowMillis()) - 1);
    }
    return missing;
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // cancelled by nobody
  private void after(Duration delay, Runnable task) {
    timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // cancelled by nobody
  private void repeat(Duration period, Runnable task) {
    timer.scheduleAtFixedRate(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
