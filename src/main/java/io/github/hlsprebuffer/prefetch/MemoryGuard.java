package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps store and Java heap below their limits. A cache that is full of watched segments is no
 * reason to stop prefetching: they make room first. One full of segments still to be watched is:
 * fetching more would only push those out. Thread-safe.
 */
final class MemoryGuard {
  private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);

  /** Room made at once, so that it need not be made for each segment. */
  private static final int HEADROOM_PERCENT = 5;

  private final SegmentStore store;
  private final int maxPercent;
  private final int emergencyPercent;
  private final IntSupplier heapPercent;
  private final FillMemory fills;
  private final OriginEstimates estimates;
  private final PrebufferMetrics metrics;
  private final AtomicBoolean holding = new AtomicBoolean();
  private final AtomicBoolean cutting = new AtomicBoolean();

  /** For prefetches that are under way. */
  private final AtomicLong reservedBytes = new AtomicLong();

  MemoryGuard(
      SegmentStore store,
      int maxPercent,
      int emergencyPercent,
      IntSupplier heapPercent,
      FillMemory fills,
      OriginEstimates estimates,
      PrebufferMetrics metrics) {
    this.store = store;
    this.maxPercent = maxPercent;
    this.emergencyPercent = emergencyPercent;
    this.heapPercent = heapPercent;
    this.fills = fills;
    this.estimates = estimates;
    this.metrics = metrics;
  }

  /** Whether there is room for a prefetch, making some if need be. */
  boolean allowsPrefetch() {
    makeRoom();
    boolean allowed =
        percent(store.usage()) <= maxPercent
            && heapPercent.getAsInt() <= maxPercent
            && !fills.isFull();
    if (holding.compareAndSet(allowed, !allowed)) {
      logChange(allowed);
    }
    return allowed;
  }

  /** To be called after something was stored. */
  void makeRoom() {
    StoreUsage usage = store.usage();
    if (percent(usage) > maxPercent) {
      long room = percentOf(usage, Math.max(0, maxPercent - HEADROOM_PERCENT));
      store.evictRequested(Math.max(0, room - reservedBytes.get()));
    }
  }

  /**
   * Reserves room for a prefetch before its request is sent, so that those under way together find
   * room as well; returns how much, for {@link #settle}.
   */
  long reserve(ResourceRequest resource) {
    ByteInterval named = resource.key().range();
    long bytes =
        named == null ? estimates.of(resource.origin()).typicalBodyBytes() : named.length();
    reservedBytes.addAndGet(bytes);
    return bytes;
  }

  /** The prefetch has ended; what has come of it is in the store or not. */
  void settle(long reserved) {
    reservedBytes.addAndGet(-reserved);
  }

  /** What is reserved now. */
  long reservedBytes() {
    return reservedBytes.get();
  }

  private int percent(StoreUsage usage) {
    long bytes = usage.bytes() + reservedBytes.get();
    return usage.capacityBytes() == 0
        ? 100
        : (int) Math.min(100, bytes * 100 / usage.capacityBytes());
  }

  /** Cuts the store back where the emergency threshold is passed. */
  void relieve() {
    StoreUsage usage = store.usage();
    int heap = heapPercent.getAsInt();
    if (usage.percent() > emergencyPercent) {
      cutBack(percentOf(usage, maxPercent), "cache");
    } else if (heap > emergencyPercent && usage.bytes() > 0) {
      cutBack(usage.bytes() / 2, "Java heap");
    } else if (heap <= emergencyPercent && cutting.compareAndSet(true, false)) {
      log.info("Cache and Java heap are below emergencyThreshold={}% again.", emergencyPercent);
    }
  }

  private void cutBack(long downToBytes, String what) {
    metrics.count(Counter.EMERGENCY_CUTS);
    store.evict(downToBytes);
    if (cutting.compareAndSet(false, true)) {
      log.warn(
          "The {} is fuller than emergencyThreshold={}%; cut the cache back to {} MB.",
          what, emergencyPercent, store.usage().bytes() >> 20);
    }
  }

  private void logChange(boolean allowed) {
    if (allowed) {
      log.info("Prefetching goes on: memory is below maxMemoryPercent={}% again.", maxPercent);
    } else {
      metrics.count(Counter.PREFETCHES_HELD_FOR_MEMORY);
      log.warn(
          "Prefetching is held back: cache at {}%, Java heap at {}%, {} MB on their way,"
              + " maxMemoryPercent={}%.",
          percent(store.usage()), heapPercent.getAsInt(), fills.bytes() >> 20, maxPercent);
    }
  }

  private static long percentOf(StoreUsage usage, int percent) {
    return usage.capacityBytes() / 100 * percent;
  }
}
