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

  /** What has less of it is to be fetched before; to be compared by difference. */
  long rankNanos() {
    return hinted ? dueNanos - HINT_LEAD_NANOS : dueNanos;
  }
}
