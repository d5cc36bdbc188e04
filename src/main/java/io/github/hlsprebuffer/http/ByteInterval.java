package io.github.hlsprebuffer.http;

import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of a resource.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, itself included
 */
public record ByteInterval(long first, long last) {
  /** Checks the bounds. */
  public ByteInterval {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(first + "-" + last);
    }
  }

  /** Number of bytes. */
  public long length() {
    return last - first + 1;
  }

  /** As the value of a {@code Range} field. */
  public String asRangeField() {
    return "bytes=" + first + "-" + last;
  }

  /** As the value of a {@code Content-Range} field of a resource of a known length. */
  public String asContentRange(long completeLength) {
    return "bytes " + first + "-" + last + "/" + completeLength;
  }

  /** Reads the interval from a {@code Content-Range} field (RFC 9110 §14.4), or null. */
  public static @Nullable ByteInterval ofContentRange(@Nullable String field) {
    if (field == null || !field.regionMatches(/* ignoreCase= */ true, 0, "bytes ", 0, 6)) {
      return null;
    }
    int dash = field.indexOf('-');
    int slash = field.indexOf('/');
    try {
      return dash < 0 || slash < dash
          ? null
          : new ByteInterval(
              Long.parseLong(field.substring(6, dash).trim()),
              Long.parseLong(field.substring(dash + 1, slash).trim()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
