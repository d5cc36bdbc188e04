package io.github.hlsprebuffer.prefetch;

/**
 * A resource that will be wanted.
 *
 * @param hinted whether somebody who knows said so: a player, or the origin; if not, it is a
 *     prediction, which comes after all hints
 * @param dueNanos when it will be needed, by the engine's clock for intervals
 */
public record PrefetchWish(ResourceRequest resource, boolean hinted, long dueNanos) {

  /** A prediction. */
  public static PrefetchWish predicted(ResourceRequest resource, long dueNanos) {
    return new PrefetchWish(resource, /* hinted= */ false, dueNanos);
  }

  /** Whether this is to be fetched before the other. */
  boolean precedes(PrefetchWish other) {
    // By difference, because such times may pass the greatest long.
    return hinted == other.hinted ? dueNanos - other.dueNanos < 0 : hinted;
  }
}
