package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;

/**
 * What the budget has been charged for one fill: a prefetch, until a viewer waits for it, or a
 * viewer's own request. Thread-safe.
 */
final class Charge {
  private final OriginBudget budget;
  private final FetchRequest request;
  private boolean isPrefetch;
  private boolean isTakenBack;

  /** What has been charged already. */
  Charge(OriginBudget budget, FetchRequest request, boolean isPrefetch) {
    this.budget = budget;
    this.request = request;
    this.isPrefetch = isPrefetch;
  }

  /** A viewer waits: other prefetches leave the origin to this. */
  synchronized void turnIntoDemand() {
    if (isPrefetch && !isTakenBack) {
      isPrefetch = false;
      budget.turnIntoDemand(request);
    }
  }

  /** To be called once. */
  synchronized void takeBack() {
    isTakenBack = true;
    if (isPrefetch) {
      budget.releasePrefetch(request);
    } else {
      budget.release(request);
    }
  }
}
