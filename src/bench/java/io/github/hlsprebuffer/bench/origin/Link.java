package io.github.hlsprebuffer.bench.origin;

import java.util.concurrent.TimeUnit;

/**
 * What lies between the origin and those who ask it.
 *
 * @param latencyMillis the time from each request to the first byte of its response
 * @param bytesPerSecond the rate of one connection
 * @param sharedBytesPerSecond the rate of all connections together
 */
public record Link(long latencyMillis, long bytesPerSecond, long sharedBytesPerSecond) {

  /** A link on which only each connection has a limit. */
  public static Link perConnection(long latencyMillis, long bytesPerSecond) {
    return new Link(latencyMillis, bytesPerSecond, Long.MAX_VALUE);
  }

  /** A link that all connections share. */
  public static Link shared(long latencyMillis, long bytesPerSecond) {
    return new Link(latencyMillis, bytesPerSecond, bytesPerSecond);
  }

  /** The same, of which each connection has so many times less. */
  Link slower(int times) {
    return new Link(latencyMillis, bytesPerSecond / times, sharedBytesPerSecond);
  }

  /** How long after its request a response's body may have come so far. */
  long nanosUntil(long bodyBytes) {
    return TimeUnit.MILLISECONDS.toNanos(latencyMillis)
        + bodyBytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }

  /** How long all connections together take for so many bytes. */
  double sharedNanos(long bytes) {
    return (double) bytes * TimeUnit.SECONDS.toNanos(1) / sharedBytesPerSecond;
  }
}
