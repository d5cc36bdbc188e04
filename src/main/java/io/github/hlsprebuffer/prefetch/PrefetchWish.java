package io.github.hlsprebuffer.prefetch;

import java.time.Duration;

/**
 * A resource that will be wanted.
 *
 * @param hinted whether somebody who knows said so: a player, or the origin; if not, it is a
 *     prediction, which comes after hints
 * @param dueNanos when it will be needed, by the engine's clock for intervals
 */
public record PrefetchWish(ResourceRequest resource, boolean hinted, long dueNanos) {
  /** By how much hints come first; what is overdue for longer is not kept waiting by new ones. */
  private static final long HINT_LEAD_NANOS = Duration.ofSeconds(10).toNanos();

  /** A prediction. */
  public static PrefetchWish predicted(ResourceRequest resource, long dueNanos) {
    return new PrefetchWish(resource, /* hinted= */ false, dueNanos);
  }

  /** Whether this is to be fetched before the other. */
  boolean precedes(PrefetchWish other) {
    // By difference, because such times may pass the greatest long.
    return rankNanos() - other.rankNanos() < 0;
  }

  private long rankNanos() {
    return hinted ? dueNanos - HINT_LEAD_NANOS : dueNanos;
  }
}
