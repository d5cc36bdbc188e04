package io.github.hlsprebuffer.registry;

/**
 * How the buffer of a player fills that says nothing of it: by the duration of a segment with each
 * that it asks for, from the moment at which it has something to play.
 *
 * @param startNanos how soon that is, at the earliest
 * @param segmentNanos for how long one segment is played
 */
record Pace(long startNanos, long segmentNanos) {
  /** Nothing is in any buffer. */
  static final Pace UNKNOWN = new Pace(0, 0);

  /** A day; a sum of such times must not overflow. */
  private static final double MAX_NANOS = 86_400e9;

  /** For how long so many segments are played. */
  long nanos(int segments, double playbackRate) {
    return (long) Math.min(MAX_NANOS, segments * (double) segmentNanos / playbackRate);
  }
}
