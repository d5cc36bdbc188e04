package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;

/**
 * How a prefetch ended.
 *
 * @param result what became of it
 * @param obstacle why it was not stored, for {@link Result#NOT_STORABLE}
 */
record PrefetchOutcome(Result result, Obstacle obstacle) {

  enum Result {
    /** Stored whole. */
    STORED,
    /** Failed in a way that may pass. */
    RETRY,
    /** Failed in a way that will not pass. */
    FAILED,
    /** Answered, but with something that may not be kept. */
    NOT_STORABLE,
    /** Ended by us. */
    CANCELLED
  }

  static PrefetchOutcome of(Result result) {
    return new PrefetchOutcome(result, Obstacle.NONE);
  }
}
