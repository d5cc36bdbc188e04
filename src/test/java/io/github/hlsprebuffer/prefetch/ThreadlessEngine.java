package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.EhcacheSegmentStore;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.FreshnessPolicy;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.DirectExecutor;
import io.github.hlsprebuffer.testing.FakeClock;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;

/** The parts of an engine on a clock, a timer and an origin of a test's own, without threads. */
public final class ThreadlessEngine implements AutoCloseable {
  private static final int BLOCK_BYTES = 1_024;

  public final PrebufferMetrics metrics = new PrebufferMetrics();
  public final FillTable fills = new FillTable();
  public final OriginBudget budget;
  private final DemandGate gate;
  public final OriginEstimates estimates = new OriginEstimates();
  public final SegmentStore store;
  public final ResourceLoader loader;
  public final PrefetchScheduler scheduler;

  /** An engine with the budget, limits and heap tier of the settings. */
  public ThreadlessEngine(
      PrebufferConfig config,
      SegmentFetcher fetcher,
      FakeClock clock,
      ScheduledExecutorService timer) {
    store =
        new EhcacheSegmentStore(
            config.heapSizeBytes(), 0, BLOCK_BYTES, clock, clock.nanoTimeSource(), metrics);
    CircuitBreaker breaker = new CircuitBreaker(clock.nanoTimeSource(), metrics);
    budget =
        new OriginBudget(
            config.maxConcurrentFetches(),
            config.maxConcurrentFetchesPerOrigin(),
            breaker,
            estimates,
            clock.nanoTimeSource());
    MemoryGuard memory =
        new MemoryGuard(
            store,
            config.maxMemoryPercent(),
            config.emergencyThresholdPercent(),
            () -> 0,
            new FillMemory(Long.MAX_VALUE),
            estimates,
            metrics);
    FillKeeper keeper =
        new FillKeeper(
            store,
            new FreshnessPolicy(config.segmentTtl()),
            memory,
            metrics,
            new DirectExecutor(),
            clock.nanoTimeSource(),
            config.maxSegmentBytes());
    gate = new DemandGate(budget, timer);
    loader =
        new ResourceLoader(
            new LoaderParts(
                new ObservedFetcher(
                    fetcher, estimates, budget, breaker, metrics, clock, clock.nanoTimeSource()),
                store,
                fills,
                keeper,
                new RedirectPolicy(config.allowedOrigins()),
                budget,
                gate,
                estimates,
                new SplitPolicy(1),
                metrics,
                timer,
                clock,
                new Random(1),
                this::pump,
                config.maxSegmentBytes(),
                config.maxPlaylistBytes()));
    scheduler =
        new PrefetchScheduler(
            loader, store, budget, memory, timer, Runnable::run, metrics, new Random(1));
  }

  private void pump() {
    gate.pump();
    scheduler.pump();
  }

  @Override
  public void close() {
    scheduler.close();
    store.close();
  }
}
