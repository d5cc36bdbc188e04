package io.github.hlsprebuffer.fetch;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides which failures are worth another try, and when. A pure function. */
public final class RetryPolicy {
  private static final int MAX_DEMAND_ATTEMPTS = 2;

  /** To an origin that serves others meanwhile. */
  private static final int MAX_CROWDED_ATTEMPTS = 5;

  private static final int MAX_PREFETCH_ATTEMPTS = 4;
  private static final Duration FIRST_PREFETCH_DELAY = Duration.ofMillis(500);

  /** An origin that wants more than that is asked again all the same: it may have miscounted. */
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(1);

  private static final Duration LONGEST_DEMAND_PAUSE = Duration.ofSeconds(1);
  private static final Duration DEMAND_PAUSE = Duration.ofMillis(100);
  private static final int MAX_RESUMPTIONS = 8;
  private static final int MAX_BARREN_RESUMPTIONS = 3;
  private static final Duration FIRST_RESUMPTION_DELAY = Duration.ofMillis(200);

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
   * How long to wait before a viewer's request is sent again that was answered with an error; null
   * where the error is the answer. Doubles, more or less, with each attempt made.
   *
   * @param retryAfter for how long the origin asks to be left alone
   * @param attempts made so far
   * @param servesOthers whether the origin has answered others well since the first attempt: what
   *     it refuses with 503 is then too much at once, and nothing worse
   */
  public static @Nullable Duration demandPause(
      int status, Duration retryAfter, int attempts, boolean servesOthers, RandomGenerator random) {
    boolean isShort = status == 502 || status == 503 || status == 504;
    boolean isCrowded = status == 503 && servesOthers;
    return isShort
            && attempts < (isCrowded ? MAX_CROWDED_ATTEMPTS : MAX_DEMAND_ATTEMPTS)
            && retryAfter.compareTo(LONGEST_DEMAND_PAUSE) <= 0
        ? retryAfter.plus(jittered(DEMAND_PAUSE.multipliedBy(1L << (attempts - 1)), random))
        : null;
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

  /**
   * How long to wait before the prefetch is tried again: doubles, more or less, with each attempt
   * made, and is no shorter than the origin asked for, up to a minute.
   */
  public static Duration prefetchDelay(int attempts, Duration retryAfter, RandomGenerator random) {
    Duration delay = jittered(prefetchDelay(attempts), random);
    Duration asked = retryAfter.compareTo(LONGEST_BREAK) < 0 ? retryAfter : LONGEST_BREAK;
    return delay.compareTo(asked) < 0 ? asked : delay;
  }

  /**
   * Whether to ask for the rest of a body that has broken off.
   *
   * @param barren how many times in a row that has been done without a byte having come
   * @param resumptions how many times it has been done in all
   */
  public static boolean resumes(FetchException.Cause cause, int barren, int resumptions) {
    if (resumptions >= MAX_RESUMPTIONS) {
      return false;
    }
    return switch (cause) {
      case CONNECT, BROKEN -> barren < MAX_BARREN_RESUMPTIONS;
      // Whoever reads has waited long enough for an origin that is silent twice.
      case TIMEOUT -> barren == 0;
      default -> false;
    };
  }

  /** How long to wait before the rest of a body is asked for; not at all for the first time. */
  public static Duration resumptionDelay(int barren, RandomGenerator random) {
    return barren == 0
        ? Duration.ZERO
        : jittered(FIRST_RESUMPTION_DELAY.multipliedBy(1L << Math.min(10, barren - 1)), random);
  }

  /** Between half of it and one and a half: those who failed together don't come back together. */
  private static Duration jittered(Duration delay, RandomGenerator random) {
    return Duration.ofNanos((long) (delay.toNanos() * (0.5 + random.nextDouble())));
  }
}
