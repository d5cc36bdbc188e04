package io.github.hlsprebuffer.playlist;

/**
 * A sub-range of a resource, with any implied offset already resolved (RFC 8216bis §4.4.4.2).
 *
 * @param offset the first byte, 0 or more
 * @param length the number of bytes, 0 or more
 */
public record ByteRange(long offset, long length) {

  /** Rejects a negative bound and a range whose end is no {@code long}. */
  public ByteRange {
    if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("no byte range: " + length + "@" + offset);
    }
  }

  /** The first byte after this range. */
  public long endExclusive() {
    return offset + length;
  }
}
