package io.github.hlsprebuffer.prefetch;

/**
 * How far ahead of a playhead is fetched: some segments in any case, and more of them as long as
 * they are due soon.
 *
 * @param segments in any case
 * @param maxSegments at most
 * @param soonNanos what is due before that is due soon, by the engine's clock for intervals
 */
public record LookaheadWindow(int segments, int maxSegments, long soonNanos) {

  /** So many segments, whenever they are due. */
  public static LookaheadWindow ofSegments(int segments) {
    return new LookaheadWindow(segments, segments, 0);
  }

  /** Whether the nth segment is within, counted from one. */
  boolean reaches(long nth, long dueNanos) {
    return nth <= segments || (nth <= maxSegments && dueNanos - soonNanos < 0);
  }
}
