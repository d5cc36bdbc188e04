package io.github.hlsprebuffer.fetch;

import java.time.Duration;

/** Decides which failures are worth another try, and when. A pure function. */
public final class RetryPolicy {
  private static final int MAX_DEMAND_ATTEMPTS = 2;
  private static final int MAX_PREFETCH_ATTEMPTS = 4;
  private static final Duration FIRST_PREFETCH_DELAY = Duration.ofMillis(500);

  private RetryPolicy() {}

  /**
   * Whether to send a viewer's request again at once, given that nothing of a response has come.
   *
   * <p>A time-out is not worth it: the viewer has waited long enough to be told.
   *
   * @param attempts made so far
   */
  public static boolean retriesDemand(FetchException.Cause cause, int attempts) {
    return attempts < MAX_DEMAND_ATTEMPTS
        && (cause == FetchException.Cause.CONNECT || cause == FetchException.Cause.BROKEN);
  }

  /**
   * Whether an answer with this status may be another one later. 403, 404 and 410 above all are
   * answers, not accidents.
   */
  public static boolean isPassing(int status) {
    return status == 429 || status == 408 || (status >= 500 && status != 501);
  }

  /**
   * Whether to try a prefetch again that failed in a way that may pass.
   *
   * @param attempts made so far
   */
  public static boolean retriesPrefetch(int attempts) {
    return attempts < MAX_PREFETCH_ATTEMPTS;
  }

  /** How long to wait before the prefetch is tried again: doubles with each attempt made. */
  public static Duration prefetchDelay(int attempts) {
    return FIRST_PREFETCH_DELAY.multipliedBy(1L << Math.min(10, Math.max(0, attempts - 1)));
  }
}
