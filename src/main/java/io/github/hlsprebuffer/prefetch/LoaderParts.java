package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillTable;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What loading works with.
 *
 * @param timer for pauses between tries
 * @param random thread-safe
 * @param onRelease called whenever a fetch has ended and the budget may allow another
 */
record LoaderParts(
    SegmentFetcher fetcher,
    SegmentStore store,
    FillTable fills,
    FillKeeper keeper,
    RedirectPolicy redirects,
    OriginBudget budget,
    DemandGate gate,
    OriginEstimates estimates,
    SplitPolicy splits,
    PrebufferMetrics metrics,
    ScheduledExecutorService timer,
    Clock clock,
    RandomGenerator random,
    Runnable onRelease,
    long maxSegmentBytes,
    int maxPlaylistBytes) {

  /** The same, counting elsewhere. */
  LoaderParts counting(PrebufferMetrics counted) {
    return counted == metrics
        ? this
        : new LoaderParts(
            fetcher,
            store,
            fills,
            keeper.counting(counted),
            redirects,
            budget,
            gate,
            estimates,
            splits,
            counted,
            timer,
            clock,
            random,
            onRelease,
            maxSegmentBytes,
            maxPlaylistBytes);
  }

  /** Charges the budget for what the fill is to bring, if there is room for a prefetch. */
  boolean tryCharge(FetchRequest request, Fill fill) {
    return fill.isPrefetch() ? budget.tryAcquirePrefetch(request) : budget.tryAcquire(request);
  }

  /** What {@link #tryCharge} or the gate has charged the budget for the fill. */
  Charge charge(FetchRequest request, Fill fill) {
    return new Charge(budget, request, fill.isPrefetch());
  }
}
