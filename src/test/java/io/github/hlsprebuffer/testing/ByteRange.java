package io.github.hlsprebuffer.testing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A single byte range of a representation (RFC 9110 section 14.1.2).
 *
 * @param first first byte position
 * @param last last byte position, inclusive; before {@code first} when nothing can be satisfied
 */
record ByteRange(int first, int last) {

  private static final Pattern SINGLE_RANGE =
      Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})", Pattern.CASE_INSENSITIVE);

  /**
   * Returns the range that a Range field asks for, cut to the representation; empty when the field
   * is malformed or asks for several ranges, which a server may answer with all of it.
   */
  static Optional<ByteRange> parse(String range, int bodyBytes) {
    Matcher matcher = SINGLE_RANGE.matcher(range.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(suffix(last, bodyBytes));
    }
    return between(Integer.parseInt(first), last, bodyBytes);
  }

  boolean isSatisfiable() {
    return first <= last;
  }

  int length() {
    return last - first + 1;
  }

  private static ByteRange suffix(String length, int bodyBytes) {
    return new ByteRange(Math.max(0, bodyBytes - Integer.parseInt(length)), bodyBytes - 1);
  }

  private static Optional<ByteRange> between(int first, String last, int bodyBytes) {
    int wanted = last.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(last);
    // A last position before the first one makes the field invalid, not unsatisfiable.
    return wanted < first
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(wanted, bodyBytes - 1)));
  }
}
