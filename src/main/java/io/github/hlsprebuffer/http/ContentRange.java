package io.github.hlsprebuffer.http;

import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Range} field of a part that was sent (RFC 9110 §14.4).
 *
 * @param interval the bytes that were sent
 * @param completeLength length of the whole resource in bytes, or -1 where it is not told
 */
public record ContentRange(ByteInterval interval, long completeLength) {

  /**
   * Reads the field of a response, which must not stand twice; null where it is not well-formed.
   */
  public static @Nullable ContentRange of(HttpFields response) {
    String field = response.joined("content-range");
    ByteInterval interval = ByteInterval.ofContentRange(field);
    if (field == null || interval == null) {
      return null;
    }
    String length = field.substring(field.indexOf('/') + 1).trim();
    if (length.equals("*")) {
      return new ContentRange(interval, -1);
    }
    try {
      long complete = Long.parseLong(length);
      return complete > interval.last() ? new ContentRange(interval, complete) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
