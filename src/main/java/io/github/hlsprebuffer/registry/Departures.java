package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.playlist.MediaPosition;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What has left a playlist's window and may still be asked for, for a while. Not thread-safe. */
final class Departures {
  private final PriorityQueue<Departed> departed =
      new PriorityQueue<>((one, other) -> Long.compare(one.untilNanos - other.untilNanos, 0));

  private record Departed(CacheKey key, @Nullable MediaPosition position, long untilNanos) {}

  void add(CacheKey key, @Nullable MediaPosition position, long untilNanos) {
    departed.add(new Departed(key, position, untilNanos));
  }

  /**
   * Hands out what has been gone for long enough.
   *
   * @param most how many may stay: a playlist that changes faster than time passes must not grow
   */
  void expire(long nowNanos, int most, BiConsumer<CacheKey, @Nullable MediaPosition> expired) {
    Departed next = departed.peek();
    while (next != null && (nowNanos - next.untilNanos >= 0 || departed.size() > most)) {
      departed.remove();
      expired.accept(next.key, next.position);
      next = departed.peek();
    }
  }

  /** Hands out everything. */
  void clear(BiConsumer<CacheKey, @Nullable MediaPosition> expired) {
    departed.forEach(one -> expired.accept(one.key, one.position));
    departed.clear();
  }
}
