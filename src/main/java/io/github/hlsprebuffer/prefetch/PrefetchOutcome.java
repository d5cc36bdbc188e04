package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import java.time.Duration;

/**
 * How a prefetch ended.
 *
 * @param result what became of it
 * @param obstacle why it was not stored, for {@link Result#NOT_STORABLE}
 * @param retryAfter for how long the origin asks to be left alone, for {@link Result#RETRY}
 */
record PrefetchOutcome(Result result, Obstacle obstacle, Duration retryAfter) {

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
    return new PrefetchOutcome(result, Obstacle.NONE, Duration.ZERO);
  }

  static PrefetchOutcome notStorable(Obstacle obstacle) {
    return new PrefetchOutcome(Result.NOT_STORABLE, obstacle, Duration.ZERO);
  }

  static PrefetchOutcome retry(Duration retryAfter) {
    return new PrefetchOutcome(Result.RETRY, Obstacle.NONE, retryAfter);
  }
}
