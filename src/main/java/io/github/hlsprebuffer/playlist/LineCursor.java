package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.LINE_TOO_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.util.Arrays;

/**
 * Walks over the lines of a body, which end with LF, CR LF or CR, and shows the current one without
 * the blanks around it.
 */
final class LineCursor {

  private final byte[] bytes;
  private final LineScan scan;
  private final int limit;
  private final int maxLineBytes;
  private int next;
  private int start;
  private int end;
  private int number;
  private String previousText = "";
  private int previousStart;
  private int previousEnd;

  LineCursor(byte[] bytes, int offset, int length, int maxLineBytes) {
    this.bytes = bytes;
    this.limit = offset + length;
    this.scan = new LineScan(bytes, limit);
    this.maxLineBytes = maxLineBytes;
    this.next = startsWithByteOrderMark(bytes, offset, length) ? offset + 3 : offset;
  }

  private static boolean startsWithByteOrderMark(byte[] bytes, int offset, int length) {
    return length >= 3
        && bytes[offset] == (byte) 0xEF
        && bytes[offset + 1] == (byte) 0xBB
        && bytes[offset + 2] == (byte) 0xBF;
  }

  /** Moves to the next line; returns false when there is none. */
  boolean advance() throws PlaylistParseException {
    if (next >= limit) {
      return false;
    }
    int lineStart = next;
    int lineEnd = scan.endOfLine(lineStart);
    number++;
    if (lineEnd - lineStart > maxLineBytes) {
      throw error(LINE_TOO_LONG, "more than " + maxLineBytes + " bytes");
    }
    next = isCrLf(lineEnd) ? lineEnd + 2 : lineEnd + 1;
    trim(lineStart, lineEnd);
    return true;
  }

  private boolean isCrLf(int at) {
    return at + 1 < limit && bytes[at] == '\r' && bytes[at + 1] == '\n';
  }

  private void trim(int lineStart, int lineEnd) {
    int from = lineStart;
    int to = lineEnd;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    start = from;
    end = to;
  }

  /** Whether a byte is a blank; NUL is one, for files padded with it are in use. */
  static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Whether this line is a tag or a comment, and so no URI. */
  boolean isHash() {
    return bytes[start] == '#';
  }

  boolean startsWith(byte[] prefix) {
    int prefixEnd = start + prefix.length;
    return prefixEnd <= end && Arrays.equals(bytes, start, prefixEnd, prefix, 0, prefix.length);
  }

  /** Passes over whole lines. */
  void skip(int byteCount, int lineCount) {
    next += byteCount;
    number += lineCount;
  }

  /** The number of the current line, from 1 on. */
  int number() {
    return number;
  }

  /** Where the next line begins; behind the last one this may be beyond the limit. */
  int next() {
    return next;
  }

  int limit() {
    return limit;
  }

  /** The number of bytes behind this line. */
  int remaining() {
    return Math.max(limit - next, 0);
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Whether this line holds what a variable reference begins with; true may be wrong. */
  boolean mayHoldReference() {
    return scan.hasBrace();
  }

  String text() {
    return text(start, end);
  }

  /** The whole line as text; the same object when it is that of the last such call. */
  String repeatedText() {
    // Playlists of byte ranges repeat one URI, which then need not be made again.
    if (!isSameText()) {
      previousText = text(start, end);
      previousStart = start;
      previousEnd = end;
    }
    return previousText;
  }

  private boolean isSameText() {
    return previousEnd - previousStart == end - start
        && Arrays.equals(bytes, previousStart, previousEnd, bytes, start, end);
  }

  String text(int from, int to) {
    // What is ASCII only is copied without being decoded.
    return new String(bytes, from, to - from, scan.isAscii() ? ISO_8859_1 : UTF_8);
  }

  PlaylistParseException error(Reason reason, String detail) {
    return new PlaylistParseException(reason, number, detail);
  }
}
