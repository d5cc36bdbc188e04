package io.github.hlsprebuffer.prefetch;

/**
 * What an origin's answers so far let expect of the next one. Zero, and false, where nothing is
 * known.
 *
 * @param latencyNanos from a request to the head of its response
 * @param bytesPerSecond that one connection delivers
 * @param acceptsRanges whether it answers byte ranges
 * @param typicalBodyBytes length of a media segment
 * @param usefulTransfers over how many connections at once it sends more than over fewer; zero also
 *     where each one more has brought its full share so far
 */
public record OriginEstimate(
    long latencyNanos,
    long bytesPerSecond,
    boolean acceptsRanges,
    long typicalBodyBytes,
    int usefulTransfers) {
  /** Of an origin that has not answered yet. */
  public static final OriginEstimate UNKNOWN = new OriginEstimate(0, 0, false, 0, 0);

  private static final double NANOS_PER_SECOND = 1e9;

  OriginEstimate withLatencyNanos(long nanos) {
    return new OriginEstimate(
        nanos, bytesPerSecond, acceptsRanges, typicalBodyBytes, usefulTransfers);
  }

  OriginEstimate withBytesPerSecond(long bytes) {
    return new OriginEstimate(
        latencyNanos, bytes, acceptsRanges, typicalBodyBytes, usefulTransfers);
  }

  OriginEstimate withAcceptsRanges(boolean accepts) {
    return new OriginEstimate(
        latencyNanos, bytesPerSecond, accepts, typicalBodyBytes, usefulTransfers);
  }

  OriginEstimate withTypicalBodyBytes(long bytes) {
    return new OriginEstimate(latencyNanos, bytesPerSecond, acceptsRanges, bytes, usefulTransfers);
  }

  OriginEstimate withUsefulTransfers(int useful) {
    return new OriginEstimate(
        latencyNanos, bytesPerSecond, acceptsRanges, typicalBodyBytes, useful);
  }

  /** From the request for a segment to its last byte; zero where it is not known. */
  public long segmentNanos() {
    return bytesPerSecond == 0 || typicalBodyBytes == 0 ? 0 : latencyNanos + transferNanos();
  }

  /**
   * How many requests at once make the origin send as much as it can, while some of them wait for
   * their first bytes; zero where it is not known.
   */
  public int usefulRequests() {
    return segmentNanos() == 0
        ? 0
        : (int) Math.ceil((double) usefulTransfers * segmentNanos() / Math.max(1, transferNanos()));
  }

  private long transferNanos() {
    return (long) (typicalBodyBytes * NANOS_PER_SECOND / bytesPerSecond);
  }
}
