package io.github.hlsprebuffer.registry;

import java.time.Duration;

/**
 * When the next version of a live playlist is published, narrowed down by what loads of it have
 * found: each came either before or after the version that it was meant for. An origin publishes a
 * segment as long after the one before as it plays, so what is known of one version goes for the
 * next. Not thread-safe.
 *
 * <p>A load in the middle of what is still possible halves it, and has to be repeated half of the
 * times; that ends where it is narrow enough. Where versions don't come when they should, loads are
 * those of RFC 8216bis §6.3.4: a duration after a load that found something new, half a target
 * duration after one that did not, from when each began. No two are closer than the latter.
 */
final class Publications {
  /** Of a duration: known more exactly than that is as good as known. */
  private static final int TOLERANCE_FRACTION = 10;

  /** Of a duration: by so much versions may come sooner or later than that each time. */
  private static final int DRIFT_FRACTION = 400;

  /** After a version that did not come when it should, so many are not looked for sooner. */
  private static final int MISTRUST = 4;

  private boolean hasAny;
  private boolean isOverdue;

  /** So many versions must come as expected before one is looked for sooner. */
  private int mistrust = 1;

  private long begunNanos;
  private long leastPauseNanos;

  /** The next version comes after that, and by the other at the latest. */
  private long earliestNanos;

  private long latestNanos;
  private long toleranceNanos;

  /**
   * A load has found a new version.
   *
   * @param begun when it began
   * @param duration how long after it the next one should come
   * @param halfTarget half of the target duration
   */
  void changed(long begun, Duration duration, Duration halfTarget) {
    leastPauseNanos = halfTarget.toNanos();
    long nanos = duration.toNanos();
    long from = hasAny ? later(begunNanos, begun - nanos) : begun - nanos;
    long to = begun;
    boolean asExpected = hasAny && !isOverdue && from - latestNanos < 0 && earliestNanos - to < 0;
    if (asExpected) {
      from = later(from, earliestNanos);
      to = latestNanos - to < 0 ? latestNanos : to;
    }
    if (hasAny) {
      mistrust = asExpected ? Math.max(0, mistrust - 1) : MISTRUST;
    }
    hasAny = true;
    isOverdue = false;
    begunNanos = begun;
    earliestNanos = from + nanos - nanos / DRIFT_FRACTION;
    latestNanos = to + nanos + (asExpected ? nanos / DRIFT_FRACTION : 0);
    toleranceNanos = nanos / TOLERANCE_FRACTION;
  }

  /**
   * A load has found nothing new.
   *
   * @param begun when it began
   * @param halfTarget half of the target duration
   */
  void unchanged(long begun, Duration halfTarget) {
    begunNanos = begun;
    leastPauseNanos = halfTarget.toNanos();
    earliestNanos = later(earliestNanos, begun);
    if (latestNanos - earliestNanos <= 0) {
      isOverdue = true;
      latestNanos = begun + leastPauseNanos;
    }
  }

  /** When the next load is to begin; may be over. */
  long nextLoadNanos() {
    long possible = latestNanos - earliestNanos;
    boolean mayHalve = possible > toleranceNanos && mistrust == 0 && !isOverdue;
    long best = mayHalve ? earliestNanos + possible / 2 : latestNanos;
    return later(best, begunNanos + leastPauseNanos);
  }

  /** By difference, because such times may pass the greatest long. */
  private static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
  }
}
