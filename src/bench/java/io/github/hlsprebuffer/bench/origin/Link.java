package io.github.hlsprebuffer.bench.origin;

import java.util.concurrent.TimeUnit;

/**
 * What lies between the origin and those who ask it.
 *
 * @param latencyMillis the time from each request to the first byte of its response
 * @param bytesPerSecond the rate of one connection
 */
public record Link(long latencyMillis, long bytesPerSecond) {

  /** How long after its request a response's body may have come so far. */
  long nanosUntil(long bodyBytes) {
    return TimeUnit.MILLISECONDS.toNanos(latencyMillis)
        + bodyBytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }
}
