package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.FreshnessPolicy;
import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/** Scheduler and loader without threads: a test answers fetches, stores and moves time itself. */
final class Workbench {
  static final int MAX_SEGMENT_BYTES = 1_000;
  static final int MAX_PLAYLIST_BYTES = 500;
  static final Duration AT_ONCE = Duration.ZERO;

  private static final int SHARED_LINK_BYTES = 1_000_000;
  private static final String ORIGIN = "http://origin.test";

  final ScriptedFetcher fetcher = new ScriptedFetcher();
  final MemoryStore store = new MemoryStore();
  final FillTable fills;
  final PrebufferMetrics metrics = new PrebufferMetrics();
  final FakeClock clock = new FakeClock();
  final ManualScheduler timer = new ManualScheduler(new FakeClock());
  final SplitPolicy splits = new SplitPolicy(4);
  final ManualScheduler pauses = new ManualScheduler(new FakeClock());
  final ManualScheduler storing = new ManualScheduler(new FakeClock());
  final OriginBudget budget;
  final DemandGate gate;
  final OriginEstimates estimates = new OriginEstimates();
  final ResourceLoader loader;
  final PrefetchScheduler scheduler;
  int heapPercent;

  /** A bench with the default limits. */
  Workbench() {
    this(32, 8);
  }

  Workbench(int maxFetches, int maxFetchesPerOrigin) {
    this(maxFetches, maxFetchesPerOrigin, MAX_SEGMENT_BYTES);
  }

  Workbench(int maxFetches, int maxFetchesPerOrigin, int maxSegmentBytes) {
    this(maxFetches, maxFetchesPerOrigin, maxSegmentBytes, new FillMemory(Long.MAX_VALUE));
  }

  /** A bench with so much memory for what is on its way. */
  Workbench(FillMemory fillMemory) {
    this(32, 8, MAX_SEGMENT_BYTES, fillMemory);
  }

  private Workbench(
      int maxFetches, int maxFetchesPerOrigin, int maxSegmentBytes, FillMemory fillMemory) {
    fills = new FillTable(fillMemory);
    CircuitBreaker breaker = new CircuitBreaker(clock.nanoTimeSource(), metrics);
    budget =
        new OriginBudget(
            maxFetches, maxFetchesPerOrigin, breaker, estimates, clock.nanoTimeSource());
    MemoryGuard memory =
        new MemoryGuard(
            store, 80, 90, () -> heapPercent, new FillMemory(Long.MAX_VALUE), estimates, metrics);
    gate = new DemandGate(budget, timer);
    loader =
        new ResourceLoader(
            new LoaderParts(
                new ObservedFetcher(
                    fetcher, estimates, budget, breaker, metrics, clock, clock.nanoTimeSource()),
                store,
                fills,
                new FillKeeper(
                    store,
                    new FreshnessPolicy(Duration.ofMinutes(5)),
                    memory,
                    metrics,
                    storing,
                    clock.nanoTimeSource(),
                    maxSegmentBytes),
                new RedirectPolicy(Set.of("http://cdn.test")),
                budget,
                gate,
                estimates,
                splits,
                metrics,
                pauses,
                clock,
                new Random(1),
                this::pump,
                maxSegmentBytes,
                MAX_PLAYLIST_BYTES));
    scheduler =
        new PrefetchScheduler(
            loader, store, budget, memory, timer, Runnable::run, metrics, new Random(1));
  }

  private void pump() {
    gate.pump();
    scheduler.pump();
  }

  static ResourceRequest segment(String name) {
    return resource(name, Kind.SEGMENT);
  }

  static ResourceRequest playlist(String name) {
    return resource(name, Kind.PLAYLIST);
  }

  static ResourceRequest resource(String name, Kind kind) {
    return at(ORIGIN, name, kind);
  }

  static ResourceRequest at(String origin, String name, Kind kind) {
    String uri = origin + "/" + name;
    return new ResourceRequest(
        new CacheKey(uri, null, ""),
        new FetchRequest("GET", URI.create(uri), null, HttpFields.EMPTY),
        kind);
  }

  static CacheKey key(String name) {
    return segment(name).key();
  }

  /** Wishes for segments, the first one soonest. */
  static List<PrefetchWish> wishes(String... names) {
    List<PrefetchWish> wishes = new ArrayList<>();
    for (String name : names) {
      wishes.add(PrefetchWish.predicted(segment(name), wishes.size() + 1));
    }
    return wishes;
  }

  void demand(DemandOwner owner, String... names) {
    scheduler.demand(owner, wishes(names));
  }

  /** The owner wishes for one segment, which it needs by then. */
  void demandBy(Duration due, DemandOwner owner, String name) {
    long dueNanos = clock.nanoTimeSource().getAsLong() + due.toNanos();
    scheduler.demand(owner, List.of(PrefetchWish.predicted(segment(name), dueNanos)));
  }

  FillReader read(String name) {
    return loader.demand(segment(name), PlaylistObserver.NONE);
  }

  static ResponseHead taggedHead() {
    return new ResponseHead(
        200, HttpFields.EMPTY.with("ETag", "\"v0\"").with("Accept-Ranges", "bytes"));
  }

  /** The origin is known to be far away, to send segments of so many bytes, and ranges of them. */
  void learnFarOrigin(long segmentBytes) {
    ResponseHead head = taggedHead();
    splits.learn(ORIGIN, head, /* isSegment= */ true);
    estimates.onHead(ORIGIN, head, /* askedForRange= */ false, Duration.ofMillis(300).toNanos());
    estimates.onBody(ORIGIN, segmentBytes, Duration.ofSeconds(1).toNanos());
  }

  /** All connections to the origin share a link, which one of them has filled for a second. */
  void learnSharedLink() {
    store.usage(new StoreUsage(0, 0, 0, 100L * SHARED_LINK_BYTES));
    estimates.onBody(ORIGIN, SHARED_LINK_BYTES, Duration.ofSeconds(1).toNanos());
    LinkMeter meter = Objects.requireNonNull(estimates.meter(ORIGIN));
    LongSupplier nanoTime = clock.nanoTimeSource();
    meter.begin(nanoTime.getAsLong());
    clock.advance(Duration.ofSeconds(1));
    meter.received(SHARED_LINK_BYTES, /* tells= */ true, nanoTime.getAsLong());
    meter.end(nanoTime.getAsLong());
  }

  /** Answers the last request for a name and stores the body. */
  void succeed(String name, byte[] body) {
    fetcher.last(name).succeed(body);
    storing.runAll();
  }

  long count(Counter counter) {
    return metrics.value(counter);
  }

  /** What a reader has to read, to the end. */
  static byte[] readAll(FillReader reader) throws FillException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Slice slice = reader.read(AT_ONCE); slice != null; slice = reader.read(AT_ONCE)) {
      all.write(slice.array(), slice.offset(), slice.length());
    }
    return all.toByteArray();
  }
}
