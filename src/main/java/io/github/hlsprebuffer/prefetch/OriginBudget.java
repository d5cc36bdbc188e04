package io.github.hlsprebuffer.prefetch;

import java.util.HashMap;
import java.util.Map;

/**
 * How many fetches are under way, in all and for each origin, and whether a prefetch may be added.
 * Viewers' own requests are counted but never refused. Thread-safe.
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
  public synchronized boolean tryAcquire(String origin) {
    if (total >= maxTotal || inFlight.getOrDefault(origin, 0) >= maxPerOrigin) {
      return false;
    }
    acquire(origin);
    return true;
  }

  /** Adds a viewer's own request. */
  public synchronized void acquire(String origin) {
    total++;
    inFlight.merge(origin, 1, Integer::sum);
  }

  /** Takes out what was added. */
  public synchronized void release(String origin) {
    total--;
    inFlight.computeIfPresent(origin, (o, count) -> count == 1 ? null : count - 1);
  }

  /** Fetches under way. */
  public synchronized int total() {
    return total;
  }
}
