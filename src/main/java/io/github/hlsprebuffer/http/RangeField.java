package io.github.hlsprebuffer.http;

import org.jspecify.annotations.Nullable;

/**
 * A {@code Range} field with a single byte range (RFC 9110 §14.2).
 *
 * @param first offset of the first byte, or -1 for a suffix range
 * @param last offset of the last byte, -1 for "to the end"; of a suffix range: its length
 */
public record RangeField(long first, long last) {

  // Where a position is that nothing reaches: whatever has more digits is beyond it too.
  private static final long BEYOND = 999_999_999_999_999_999L;

  /** Reads the field of a request, which must not stand twice; null as {@link #parse}. */
  public static @Nullable RangeField of(HttpFields request) {
    return parse(request.joined("range"));
  }

  /** Reads the field's value; null where it is not one well-formed byte range. */
  public static @Nullable RangeField parse(@Nullable String field) {
    if (field == null || !field.regionMatches(/* ignoreCase= */ true, 0, "bytes=", 0, 6)) {
      return null;
    }
    String spec = field.substring(6).trim();
    int dash = spec.indexOf('-');
    if (dash < 0 || spec.indexOf(',') >= 0) {
      return null;
    }
    long first = number(spec.substring(0, dash));
    long last = number(spec.substring(dash + 1));
    boolean malformed = first == -2 || last == -2 || (first == -1 && last == -1);
    return malformed || (first >= 0 && last >= 0 && last < first)
        ? null
        : new RangeField(first, last);
  }

  /** The bytes meant, of a resource of this length; null where there are none (416). */
  public @Nullable ByteInterval within(long length) {
    long from = first >= 0 ? first : Math.max(0, length - last);
    long to = first >= 0 && last >= 0 ? Math.min(last, length - 1) : length - 1;
    return from > to ? null : new ByteInterval(from, to);
  }

  /** The interval where both ends are given, else null. */
  public @Nullable ByteInterval closed() {
    return first >= 0 && last >= 0 ? new ByteInterval(first, last) : null;
  }

  /** -1: absent; -2: not a number. */
  private static long number(String digits) {
    if (digits.isEmpty()) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -2;
      }
    }
    return digits.length() > 18 ? BEYOND : Long.parseLong(digits);
  }
}
