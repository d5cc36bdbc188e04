package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.EhcacheSegmentStore;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.FreshnessPolicy;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.fetch.AddressGuard;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.HttpClientFetcher;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Everything that has a life and can be shared: store, fills, fetcher, scheduler and their threads.
 * Closing it leaves no thread, connection or off-heap memory behind. Thread-safe.
 */
public final class PrebufferEngine implements AutoCloseable {
  private static final int STORING_THREADS = 2;

  /** Of the heap, that may be on its way. */
  private static final int FILLS_HEAP_SHARE = 4;

  private static final Duration HOUSEKEEPING_PERIOD = Duration.ofSeconds(10);

  private final EngineSettings settings;
  private final LongSupplier nanoTime;
  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private final OriginEstimates estimates = new OriginEstimates();
  private final FillMemory fillMemory =
      new FillMemory(Runtime.getRuntime().maxMemory() / FILLS_HEAP_SHARE);
  private final FillTable fills = new FillTable(fillMemory);
  private final SegmentStore store;
  private final AddressGuard guard;
  private final SegmentFetcher fetcher;
  private final ResourceLoader loader;
  private final PrefetchScheduler scheduler;
  private final MemoryGuard memory;
  private final OriginBudget budget;
  private final DemandGate gate;
  private final WasteMeter waste = new WasteMeter(metrics);
  private final LookaheadWindows windows;
  private final ScheduledExecutorService timer;
  private final ExecutorService storing;
  private final Set<EngineShare> shares = ConcurrentHashMap.newKeySet();
  private final long startedNanos;

  private PrebufferEngine(EngineSettings settings, Clock clock, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
    store =
        new EhcacheSegmentStore(
            settings.heapSizeBytes(),
            settings.offHeapSizeBytes(),
            EhcacheSegmentStore.BLOCK_BYTES,
            clock,
            nanoTime,
            metrics);
    timer = timer();
    storing =
        Executors.newFixedThreadPool(STORING_THREADS, new PrebufferThreads("hls-prebuffer-store"));
    guard = new AddressGuard(settings.allowPrivateAddresses());
    CircuitBreaker breaker = new CircuitBreaker(nanoTime, metrics);
    windows = new LookaheadWindows(estimates, waste, store.usage().capacityBytes());
    budget =
        new OriginBudget(
            settings.maxConcurrentFetches(),
            settings.maxConcurrentFetchesPerOrigin(),
            breaker,
            estimates,
            nanoTime);
    fetcher =
        new ObservedFetcher(
            new HttpClientFetcher(
                settings.connectTimeout(),
                settings.responseTimeout(),
                settings.responseTimeout().plus(FetchRequest.MAX_BLOCKING),
                guard,
                new PrebufferThreads("hls-prebuffer-io")),
            estimates,
            budget,
            breaker,
            metrics,
            clock,
            nanoTime);
    memory =
        new MemoryGuard(
            store,
            settings.maxMemoryPercent(),
            settings.emergencyThresholdPercent(),
            new HeapLevel(),
            fillMemory,
            estimates,
            metrics);
    // The store takes no body that would fill more than half of it.
    long maxBodyBytes = Math.min(settings.maxSegmentBytes(), store.usage().capacityBytes() / 2);
    gate = new DemandGate(budget, timer);
    loader =
        new ResourceLoader(
            new LoaderParts(
                fetcher,
                store,
                fills,
                new FillKeeper(
                    store,
                    new FreshnessPolicy(settings.segmentTtl()),
                    memory,
                    metrics,
                    storing,
                    nanoTime,
                    maxBodyBytes),
                new RedirectPolicy(settings.allowedOrigins()),
                budget,
                gate,
                estimates,
                new SplitPolicy(settings.parallelRanges()),
                metrics,
                timer,
                clock,
                new Random(),
                this::pump,
                maxBodyBytes,
                settings.maxPlaylistBytes()));
    scheduler =
        new PrefetchScheduler(
            loader,
            store,
            budget,
            memory,
            timer,
            task -> timer.execute(new GuardedTask(task)),
            metrics,
            new Random());
  }

  /** Starts an engine on the system's clocks. */
  @SuppressWarnings("FutureReturnValueIgnored") // for as long as the engine runs
  public static PrebufferEngine start(EngineSettings settings) {
    PrebufferEngine engine = new PrebufferEngine(settings, Clock.systemUTC(), System::nanoTime);
    engine.repeat(HOUSEKEEPING_PERIOD, engine::keepHouse);
    return engine;
  }

  /** A share in this engine, which others may have a share in, too. */
  public EngineShare share() {
    EngineShare share = new EngineShare(this, /* isOnly= */ false);
    shares.add(share);
    return share;
  }

  /** The whole of this engine: it closes with what is returned. */
  public EngineShare whole() {
    EngineShare share = new EngineShare(this, /* isOnly= */ true);
    shares.add(share);
    return share;
  }

  void leave(EngineShare share) {
    shares.remove(share);
  }

  /** Those who have a share. */
  public List<EngineShare> shares() {
    return List.copyOf(shares);
  }

  /** Runs a task again and again until it is cancelled or the engine closes. It must be short. */
  Future<?> repeat(Duration period, Runnable task) {
    return timer.scheduleWithFixedDelay(
        new GuardedTask(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Runs a task after a while, unless it is cancelled or the engine closes before. The task must be
   * short.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the engine has been closed
   */
  public Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(new GuardedTask(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void keepHouse() {
    store.sweep();
    memory.relieve();
    waste.measure();
    fills.failIdle(idleChecks(Duration.ZERO), idleChecks(FetchRequest.MAX_BLOCKING));
    fetcher.closeIdleConnections();
    scheduler.pump();
  }

  /** Longer than any fetch may be silent by itself. */
  private int idleChecks(Duration blocking) {
    Duration once = settings.connectTimeout().plus(settings.responseTimeout()).plus(blocking);
    Duration longest = once.multipliedBy(2);
    return (int) longest.dividedBy(HOUSEKEEPING_PERIOD) + 3;
  }

  private void pump() {
    gate.pump();
    scheduler.pump();
  }

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, new PrebufferThreads("hls-prebuffer-timer"));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** The settings it runs with. */
  public EngineSettings settings() {
    return settings;
  }

  /**
   * Lets a host's name lead to any address, private ones too, for the operator has configured it.
   */
  public void trust(String host) {
    guard.trust(host);
  }

  /** Begins or joins fills. */
  public ResourceLoader loader() {
    return loader;
  }

  /** Fills under way. */
  public FillTable fills() {
    return fills;
  }

  /** Requests that are charged to what origins bear at once. */
  public int originRequests() {
    return budget.total();
  }

  /** Room in the store that is kept for prefetches under way. */
  public long reservedBytes() {
    return memory.reservedBytes();
  }

  /** Stored responses. */
  public SegmentStore store() {
    return store;
  }

  /** Fetches ahead. */
  public PrefetchScheduler scheduler() {
    return scheduler;
  }

  /** How far ahead to fetch. */
  public LookaheadWindows windows() {
    return windows;
  }

  /** Counters. */
  public PrebufferMetrics metrics() {
    return metrics;
  }

  /** Time for intervals. */
  public LongSupplier nanoTime() {
    return nanoTime;
  }

  /** Time since the start. */
  public Duration uptime() {
    return Duration.ofNanos(nanoTime.getAsLong() - startedNanos);
  }

  @Override
  public void close() {
    scheduler.close();
    timer.shutdownNow();
    fetcher.close();
    fills.failAll(new FillException(FillException.Reason.CANCELLED, "Shutting down"));
    storing.shutdownNow();
    await(timer);
    await(storing);
    store.close();
  }

  private static void await(ExecutorService executor) {
    try {
      executor.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
