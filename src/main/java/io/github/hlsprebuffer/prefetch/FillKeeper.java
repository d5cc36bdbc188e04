package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FreshnessPolicy;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.SegmentStore.StoredBody;
import io.github.hlsprebuffer.cache.StorageVerdict;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts complete fills into the store, where they may be kept. Thread-safe. */
final class FillKeeper {
  private static final Logger log = LoggerFactory.getLogger(FillKeeper.class);

  private final SegmentStore store;
  private final FreshnessPolicy freshness;
  private final MemoryGuard memory;
  private final PrebufferMetrics metrics;
  private final Executor storing;
  private final LongSupplier nanoTime;
  private final long maxSegmentBytes;

  /**
   * A keeper.
   *
   * @param storing runs what stores a body, so that no I/O thread does
   */
  FillKeeper(
      SegmentStore store,
      FreshnessPolicy freshness,
      MemoryGuard memory,
      PrebufferMetrics metrics,
      Executor storing,
      LongSupplier nanoTime,
      long maxSegmentBytes) {
    this.store = store;
    this.freshness = freshness;
    this.memory = memory;
    this.metrics = metrics;
    this.storing = storing;
    this.nanoTime = nanoTime;
    this.maxSegmentBytes = maxSegmentBytes;
  }

  /** The same, counting elsewhere. */
  FillKeeper counting(PrebufferMetrics counted) {
    return new FillKeeper(store, freshness, memory, counted, storing, nanoTime, maxSegmentBytes);
  }

  /**
   * Whether the response may be kept, its announced size included.
   *
   * @param request the fields that the origin saw
   */
  StorageVerdict judge(CacheKey key, HttpFields request, ResponseHead response) {
    StorageVerdict verdict = freshness.judge(key, request, response);
    return verdict.storable() && response.contentLength() > maxSegmentBytes
        ? verdict.because(Obstacle.SIZE)
        : verdict;
  }

  /** The moment, to tell {@link #keep} since when a response lives. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** What is left of a response's life that began then. */
  StorageVerdict now(StorageVerdict verdict, long sinceNanos) {
    return verdict.after(Duration.ofNanos(nanoTime.getAsLong() - sinceNanos));
  }

  /**
   * Stores a fill that is kept whole, and then says whether it is stored. A fill must leave the
   * table only after that, so that at no moment it is in neither.
   *
   * @param sinceNanos from when on its lifetime counts
   */
  void keep(
      Fill fill,
      StorageVerdict verdict,
      ResponseHead head,
      long sinceNanos,
      Consumer<Boolean> then) {
    try {
      storing.execute(
          () -> {
            boolean stored = false;
            try {
              stored = store(fill, now(verdict, sinceNanos), head);
            } finally {
              // Even where memory has run out: the fill must leave the table.
              then.accept(stored);
            }
          });
    } catch (RejectedExecutionException e) {
      then.accept(false); // shutting down
    }
  }

  private boolean store(Fill fill, StorageVerdict verdict, ResponseHead head) {
    if (!verdict.storable()) {
      return false;
    }
    List<byte[]> blocks = fill.wholeBlocks();
    if (blocks == null) {
      return false;
    }
    try {
      CacheKey key = verdict.isPublic() ? fill.key().shared() : fill.key();
      StoredBody body =
          new StoredBody(
              head,
              verdict.selecting(),
              fill.received(),
              verdict.initialAgeSeconds(),
              verdict.lifetime().toMillis());
      boolean requested = !fill.isPrefetch() || fill.wasRead();
      store.put(key, body, blocks, requested);
      if (!fill.isKeptWhole()) {
        store.remove(key); // outdated in the meantime
        return false;
      }
      memory.makeRoom();
      return true;
    } catch (RuntimeException e) {
      metrics.count(Counter.INTERNAL_FAILURES);
      log.warn("Could not store {}", fill.key().uri(), e);
      return false;
    }
  }

  /** Counts a response that was not stored. */
  void countObstacle(StorageVerdict verdict, long receivedBytes) {
    switch (verdict.obstacle()) {
      case NO_STORE, PRIVATE, SET_COOKIE, VARY_ANY, STALE ->
          metrics.count(Counter.NOT_STORED_FORBIDDEN);
      case SIZE -> metrics.count(Counter.NOT_STORED_TOO_LARGE);
      case NONE -> {
        if (receivedBytes > maxSegmentBytes) {
          metrics.count(Counter.NOT_STORED_TOO_LARGE);
        }
      }
      case STATUS, KIND -> {}
    }
  }
}
