package io.github.hlsprebuffer.playlist;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;

/** What follows the colon of the current tag; used again for the next one. */
final class TagValue {

  private final LineCursor lines;
  private final AttributeList attributes;
  private int start;
  private int end;

  TagValue(LineCursor lines, Variables variables) {
    this.lines = lines;
    this.attributes = new AttributeList(lines, variables);
  }

  TagValue moveTo(int from, int to) {
    start = Math.min(from, to);
    end = to;
    while (start < end && LineCursor.isBlank(lines.bytes()[start])) {
      start++;
    }
    return this;
  }

  AttributeList attributes() {
    return attributes.read(start, end);
  }

  byte[] bytes() {
    return lines.bytes();
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  String text() {
    return lines.text(start, end);
  }

  /** Returns the decimal integer that is the whole value; anything else ends the reading. */
  long requireInteger() throws PlaylistParseException {
    long value = Numbers.integer(lines.bytes(), start, end);
    if (value == Numbers.NONE) {
      throw error(Reason.INVALID_NUMBER, text());
    }
    return value;
  }

  PlaylistParseException error(Reason reason, String detail) {
    return lines.error(reason, detail);
  }
}
