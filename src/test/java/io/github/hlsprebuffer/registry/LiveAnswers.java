package io.github.hlsprebuffer.registry;

/** How viewers' requests for segments were answered. */
final class LiveAnswers {
  /** From the store. */
  long hits;

  /** From a response on its way. */
  long joins;

  /** By a request to the origin. */
  long misses;

  /** Which part of them was answered by what was fetched ahead, or for another. */
  double prebufferedRatio() {
    return (double) (hits + joins) / (hits + joins + misses);
  }

  @Override
  public String toString() {
    return "%d hits, %d joins, %d misses".formatted(hits, joins, misses);
  }
}
