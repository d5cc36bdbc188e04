package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.EhcacheSegmentStore;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.FreshnessPolicy;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.fetch.AddressGuard;
import io.github.hlsprebuffer.fetch.HttpClientFetcher;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.DirectExecutor;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Everything that loading works with, on real sockets, and an origin. */
final class OriginBench implements AutoCloseable {
  static final int MAX_SEGMENT_BYTES = 1 << 20;
  static final Duration SILENCE = Duration.ofMillis(800);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final ScriptedOrigin origin = ScriptedOrigin.start();
  final PrebufferMetrics metrics = new PrebufferMetrics();
  final FillTable fills = new FillTable();
  final OriginEstimates estimates = new OriginEstimates();
  final OriginBudget budget;
  final ResourceLoader loader;
  final PrefetchScheduler scheduler;
  private final MemoryGuard memory;
  private final HttpClientFetcher fetcher;
  private final SegmentStore store;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  OriginBench() {
    this(SILENCE);
  }

  /** A bench whose origin may be silent for so long. */
  OriginBench(Duration silence) {
    fetcher =
        new HttpClientFetcher(
            PATIENCE,
            silence,
            silence,
            new AddressGuard(/* allowsPrivate= */ false),
            task -> new Thread(task, "bench-io"));
    Clock clock = Clock.systemUTC();
    store = new EhcacheSegmentStore(16 << 20, 0, 64 << 10, clock, System::nanoTime, metrics);
    CircuitBreaker breaker = new CircuitBreaker(System::nanoTime, metrics);
    budget = new OriginBudget(32, 8, breaker, estimates, System::nanoTime);
    memory =
        new MemoryGuard(
            store, 100, 100, () -> 0, new FillMemory(Long.MAX_VALUE), estimates, metrics);
    FillKeeper keeper =
        new FillKeeper(
            store,
            new FreshnessPolicy(Duration.ofHours(1)),
            memory,
            metrics,
            new DirectExecutor(),
            System::nanoTime,
            MAX_SEGMENT_BYTES);
    loader =
        new ResourceLoader(
            new LoaderParts(
                new ObservedFetcher(
                    fetcher, estimates, budget, breaker, metrics, clock, System::nanoTime),
                store,
                fills,
                keeper,
                new RedirectPolicy(Set.of()),
                budget,
                new DemandGate(budget, timer),
                estimates,
                new SplitPolicy(4),
                metrics,
                timer,
                clock,
                new Random(1),
                () -> {},
                MAX_SEGMENT_BYTES,
                MAX_SEGMENT_BYTES));
    scheduler =
        new PrefetchScheduler(loader, store, budget, memory, timer, timer, metrics, new Random(1));
  }

  /** What a viewer sees: status and "whole", "broken" or "wrong"; or why there was no answer. */
  static String see(FillReader viewer, byte[] body) {
    ResponseHead head;
    try {
      head = viewer.awaitHead(HttpFields.EMPTY, PATIENCE);
    } catch (FillException e) {
      return e.reason().toString();
    }
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    String end = "whole";
    try {
      for (Slice slice = viewer.read(PATIENCE); slice != null; slice = viewer.read(PATIENCE)) {
        seen.write(slice.array(), slice.offset(), slice.length());
      }
    } catch (FillException e) {
      end = e.reason() == FillException.Reason.STALLED ? "hanging" : "broken";
    }
    return head.status() + " " + compared(seen.toByteArray(), end, head, body);
  }

  private static String compared(byte[] seen, String end, ResponseHead head, byte[] body) {
    if (head.status() >= 300) {
      return end;
    }
    boolean right = Arrays.equals(seen, Arrays.copyOf(body, Math.min(seen.length, body.length)));
    if (!right || seen.length > body.length) {
      return "wrong";
    }
    return end.equals("whole") && seen.length < body.length ? "cut" : end;
  }

  /** Prefetches and says what became of it. */
  String prefetch(ResourceRequest request) throws Exception {
    CompletableFuture<PrefetchOutcome> outcome = new CompletableFuture<>();
    budget.acquirePrefetch(request.fetch());
    long farAway = System.nanoTime() + Duration.ofHours(1).toNanos();
    ResourceLoader.Prefetch running = loader.prefetch(request, farAway, outcome::complete);
    assertThat(running).isNotNull();
    return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).result().toString();
  }

  /**
   * Has the scheduler prefetch, and withdraws the wish once it has begun, or once the first attempt
   * has ended.
   */
  void wish(ResourceRequest request, boolean untilItsEnd) {
    DemandOwner owner = new RecordingOwner();
    scheduler.demand(owner, List.of(PrefetchWish.predicted(request, System.nanoTime())));
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () ->
                metrics.value(Counter.PREFETCHES_TRIGGERED) > 0
                    && (!untilItsEnd || memory.reservedBytes() == 0));
    scheduler.demand(owner, List.of());
  }

  /** Waits until everything that was begun has ended. */
  void assertNothingIsLeft() {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              assertThat(budget.total()).as("budget").isZero();
              assertThat(fills.size()).as("fills").isZero();
              assertThat(memory.reservedBytes()).as("reserved").isZero();
              assertThat(scheduler.pending()).as("wishes").isZero();
              assertThat(fetcher.leasedConnections()).as("connections").isZero();
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    fetcher.close();
    store.close();
    origin.close();
  }
}
