package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the store holds, by key, with running totals. The tiers themselves only know blocks, and
 * forget expired ones too late. Thread-safe.
 */
final class Ledger {
  private final ConcurrentMap<CacheKey, Holding> holdings = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong unrequestedBytes = new AtomicLong();
  private final AtomicLong headBytes = new AtomicLong();
  private final PrebufferMetrics metrics;

  Ledger(PrebufferMetrics metrics) {
    this.metrics = metrics;
  }

  @Nullable Holding get(CacheKey key) {
    return holdings.get(key);
  }

  /** Enters a holding and returns the one it replaces, or null. */
  @Nullable Holding enter(Holding holding) {
    bytes.addAndGet(holding.bytes);
    headBytes.addAndGet(holding.headBytes);
    if (!holding.isRequested()) {
      unrequestedBytes.addAndGet(holding.bytes);
    }
    Holding replaced = holdings.put(holding.key, holding);
    if (replaced != null) {
      subtract(replaced);
    }
    return replaced;
  }

  /** Takes this very holding out; false if it was out already. */
  boolean strike(Holding holding) {
    boolean struck = holdings.remove(holding.key, holding);
    if (struck) {
      subtract(holding);
    }
    return struck;
  }

  /** A viewer has asked for it; returns whether that is the first time. */
  boolean markRequested(Holding holding) {
    boolean first = holding.markRequested();
    if (first) {
      unrequestedBytes.addAndGet(-holding.bytes);
    }
    return first;
  }

  List<Holding> all() {
    return List.copyOf(holdings.values());
  }

  List<Holding> oldestFirst() {
    return holdings.values().stream()
        // Not by time: nanoTime may be negative, and pass from either end of its range to the
        // other.
        .sorted(Comparator.comparingLong(h -> h.bodyId))
        .toList();
  }

  long bytes() {
    return bytes.get();
  }

  /** What everything but the bodies takes of the heap. */
  long headBytes() {
    return headBytes.get();
  }

  StoreUsage usage(long capacityBytes) {
    return new StoreUsage(holdings.size(), bytes.get(), unrequestedBytes.get(), capacityBytes);
  }

  private void subtract(Holding holding) {
    bytes.addAndGet(-holding.bytes);
    headBytes.addAndGet(-holding.headBytes);
    // A viewer may be marking it at this moment: only the one who marks first subtracts.
    if (holding.markRequested()) {
      unrequestedBytes.addAndGet(-holding.bytes);
      metrics.count(Counter.PREFETCHES_WASTED);
      metrics.add(Counter.BYTES_WASTED, holding.bytes);
    }
  }
}
