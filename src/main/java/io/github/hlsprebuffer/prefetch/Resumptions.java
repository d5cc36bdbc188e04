package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.fetch.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How often the rest of a body has been asked for, and what came of it. Not thread-safe. */
final class Resumptions {
  private long lastPosition = -1;
  private int barren;
  private int count;

  /**
   * How long to wait before the rest is asked for, or null where that is not to be done again.
   *
   * @param position how far the body has come
   */
  @Nullable Duration next(Cause cause, long position, RandomGenerator random) {
    barren = position > lastPosition ? 0 : barren + 1;
    lastPosition = position;
    if (!RetryPolicy.resumes(cause, barren, count)) {
      return null;
    }
    count++;
    return RetryPolicy.resumptionDelay(barren, random);
  }
}
