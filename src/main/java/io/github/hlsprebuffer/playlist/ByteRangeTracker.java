package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.INVALID_BYTE_RANGE;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns declared byte ranges into absolute ones: a range without offset begins where the one before
 * it ended, if that is of the same resource (RFC 8216bis §4.4.4.2).
 */
final class ByteRangeTracker {

  private final LineCursor lines;
  private long length = Numbers.NONE;
  private long offset = Numbers.NONE;
  private @Nullable String previousUri;
  private long previousEnd;

  ByteRangeTracker(LineCursor lines) {
    this.lines = lines;
  }

  /** Takes {@code n[@o]} as the range of the next resource. */
  void declare(byte[] bytes, int from, int to) throws PlaylistParseException {
    int lengthEnd = Numbers.digitsEnd(bytes, from, to);
    length = Numbers.integer(bytes, from, lengthEnd);
    boolean hasOffset = lengthEnd < to && bytes[lengthEnd] == '@';
    offset = hasOffset ? Numbers.integer(bytes, lengthEnd + 1, to) : Numbers.NONE;
    if (length == Numbers.NONE || (lengthEnd < to && offset == Numbers.NONE)) {
      throw lines.error(INVALID_BYTE_RANGE, lines.text());
    }
  }

  void declare(String range) throws PlaylistParseException {
    byte[] bytes = range.getBytes(StandardCharsets.UTF_8);
    declare(bytes, 0, bytes.length);
  }

  boolean isDeclared() {
    return length != Numbers.NONE;
  }

  /** Returns the range declared for this resource, or null when none was. */
  @Nullable ByteRange take(String uri) throws PlaylistParseException {
    if (length == Numbers.NONE) {
      previousUri = null;
      return null;
    }
    ByteRange range = new ByteRange(offset == Numbers.NONE ? impliedOffset(uri) : offset, length);
    length = Numbers.NONE;
    follow(uri, range);
    return range;
  }

  /** Takes the range, with an absent offset as 0: nothing can precede it. */
  @Nullable ByteRange takeFromStart(String uri) throws PlaylistParseException {
    offset = Math.max(offset, 0);
    return take(uri);
  }

  /** Lets the next range without offset begin where {@code range} ends. */
  void follow(String uri, @Nullable ByteRange range) {
    previousUri = range == null ? null : uri;
    previousEnd = range == null ? 0 : range.endExclusive();
  }

  private long impliedOffset(String uri) throws PlaylistParseException {
    if (!uri.equals(previousUri)) {
      throw lines.error(INVALID_BYTE_RANGE, "no range of the same resource before it");
    }
    return previousEnd;
  }
}
