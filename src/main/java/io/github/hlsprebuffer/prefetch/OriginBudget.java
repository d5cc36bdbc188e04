package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * How many fetches are under way, in all and for each origin, and whether a prefetch may be added.
 * Viewers' own requests are counted but never refused. What the origin holds back until it has it
 * is neither: it waits for seconds and costs nothing meanwhile, and would keep out everything else.
 * Thread-safe.
 */
public final class OriginBudget {
  private final int maxTotal;
  private final int maxPerOrigin;
  private final Map<String, Integer> inFlight = new HashMap<>();
  private int total;

  /** A budget with nothing under way. */
  public OriginBudget(int maxTotal, int maxPerOrigin) {
    this.maxTotal = maxTotal;
    this.maxPerOrigin = maxPerOrigin;
  }

  /** Adds a prefetch if the limits allow it. */
  public synchronized boolean tryAcquire(FetchRequest request) {
    boolean full = total >= maxTotal || inFlight.getOrDefault(request.origin(), 0) >= maxPerOrigin;
    if (full && !request.mayBlock()) {
      return false;
    }
    acquire(request);
    return true;
  }

  /** Adds a viewer's own request. */
  public synchronized void acquire(FetchRequest request) {
    if (!request.mayBlock()) {
      total++;
      inFlight.merge(request.origin(), 1, Integer::sum);
    }
  }

  /** Takes out what was added. */
  public synchronized void release(FetchRequest request) {
    if (!request.mayBlock()) {
      total--;
      inFlight.computeIfPresent(request.origin(), (origin, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Fetches under way. */
  public synchronized int total() {
    return total;
  }
}
