package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.INVALID_BYTE_RANGE;

import java.nio.charset.StandardCharsets;

/** The byte range that a tag or an attribute declares for the resource named next. */
final class DeclaredByteRange {

  private final LineCursor lines;
  private long length = Numbers.NONE;
  private long offset = Numbers.NONE;

  DeclaredByteRange(LineCursor lines) {
    this.lines = lines;
  }

  /** Reads {@code n[@o]}. */
  void read(byte[] bytes, int from, int to) throws PlaylistParseException {
    int lengthEnd = Numbers.digitsEnd(bytes, from, to);
    length = Numbers.integer(bytes, from, lengthEnd);
    boolean hasOffset = lengthEnd < to && bytes[lengthEnd] == '@';
    offset = hasOffset ? Numbers.integer(bytes, lengthEnd + 1, to) : Numbers.NONE;
    if (length == Numbers.NONE || (lengthEnd < to && offset == Numbers.NONE)) {
      throw lines.error(INVALID_BYTE_RANGE, lines.text());
    }
  }

  void read(String text) throws PlaylistParseException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    read(bytes, 0, bytes.length);
  }

  /** Whether there is one. */
  boolean isDeclared() {
    return length != Numbers.NONE;
  }

  /** Whether it begins where the one before it ends, as it says no offset. */
  boolean isImplied() {
    return offset == Numbers.NONE;
  }

  long offset() {
    return offset;
  }

  long length() {
    return length;
  }

  /**
   * Lets it begin where the one before it ends.
   *
   * @param previousEnd the first byte behind that, or {@link Numbers#NONE} without such a one
   */
  void follow(long previousEnd) throws PlaylistParseException {
    if (previousEnd == Numbers.NONE) {
      throw lines.error(INVALID_BYTE_RANGE, "no range of the same resource before it");
    }
    if (previousEnd > Long.MAX_VALUE - length) {
      throw lines.error(INVALID_BYTE_RANGE, "beyond the largest number");
    }
    offset = previousEnd;
  }

  void clear() {
    length = Numbers.NONE;
  }
}
