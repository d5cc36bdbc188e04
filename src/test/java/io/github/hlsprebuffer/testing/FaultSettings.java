package io.github.hlsprebuffer.testing;

import java.time.Duration;

/**
 * The measures of those faults that have one.
 *
 * @param oversizeBytes body bytes after which {@link OriginFault#OVERSIZE_BODY} closes
 * @param dripBytesPerSecond rate of {@link OriginFault#SLOW_BODY}
 * @param retryAfter what {@link OriginFault#ERROR_503} asks for, in whole seconds
 */
public record FaultSettings(long oversizeBytes, long dripBytesPerSecond, Duration retryAfter) {

  /** 8 MiB, 256 bytes per second, one second. */
  public static final FaultSettings DEFAULT =
      new FaultSettings(8 << 20, 256, Duration.ofSeconds(1));

  /** Returns a copy with another bound of oversize bodies. */
  public FaultSettings withOversizeBytes(long bytes) {
    return new FaultSettings(bytes, dripBytesPerSecond, retryAfter);
  }

  /** Returns a copy with another rate of slow bodies. */
  public FaultSettings withDripBytesPerSecond(long bytesPerSecond) {
    return new FaultSettings(oversizeBytes, bytesPerSecond, retryAfter);
  }

  /** Returns a copy with another Retry-After. */
  public FaultSettings withRetryAfter(Duration delay) {
    return new FaultSettings(oversizeBytes, dripBytesPerSecond, delay);
  }
}
