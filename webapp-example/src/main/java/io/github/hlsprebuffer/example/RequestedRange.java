package io.github.hlsprebuffer.example;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a representation that a {@code Range} field asks for (RFC 9110 §14.2).
 *
 * @param status the status code of the answer: 200, 206 or 416
 * @param offset position of the first byte to send, in bytes
 * @param length number of bytes to send; 0 when the range cannot be satisfied
 */
record RequestedRange(int status, int offset, int length) {

  // Nine digits are more than any file here has, and always fit an int.
  private static final Pattern SINGLE_RANGE =
      Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})", Pattern.CASE_INSENSITIVE);

  /**
   * Reads a {@code Range} field value against a representation of {@code sizeBytes} bytes. A field
   * that is absent, malformed, or names several ranges is ignored, as §14.2 allows.
   */
  static RequestedRange of(@Nullable String field, int sizeBytes) {
    Matcher matcher = SINGLE_RANGE.matcher(field == null ? "" : field.strip());
    if (!matcher.matches()) {
      return whole(sizeBytes);
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? whole(sizeBytes) : suffix(Integer.parseInt(last), sizeBytes);
    }
    int lastByte = last.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(last);
    return between(Integer.parseInt(first), lastByte, sizeBytes);
  }

  /** The {@code Content-Range} field value of a 206 or 416 answer (RFC 9110 §14.4). */
  String contentRange(int sizeBytes) {
    return status == 416
        ? "bytes */" + sizeBytes
        : "bytes " + offset + "-" + (offset + length - 1) + "/" + sizeBytes;
  }

  static RequestedRange whole(int sizeBytes) {
    return new RequestedRange(200, 0, sizeBytes);
  }

  private static RequestedRange suffix(int wantedBytes, int sizeBytes) {
    int length = Math.min(wantedBytes, sizeBytes);
    return length == 0 ? unsatisfiable() : new RequestedRange(206, sizeBytes - length, length);
  }

  private static RequestedRange between(int first, int last, int sizeBytes) {
    if (last < first) {
      return whole(sizeBytes);
    }
    if (first >= sizeBytes) {
      return unsatisfiable();
    }
    return new RequestedRange(206, first, Math.min(last, sizeBytes - 1) - first + 1);
  }

  private static RequestedRange unsatisfiable() {
    return new RequestedRange(416, 0, 0);
  }
}
