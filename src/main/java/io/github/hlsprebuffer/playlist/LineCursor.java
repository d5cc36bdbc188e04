package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.LINE_TOO_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.util.Arrays;

/**
 * Walks over the lines of a body, which end with LF, CR LF or CR, and shows the current one without
 * the blanks around it.
 */
final class LineCursor {

  private static final int NO_LINE = -1;

  private final byte[] bytes;
  private final int maxLineBytes;
  private int next;
  private int lineStart = NO_LINE;
  private int start;
  private int end;

  LineCursor(byte[] bytes, int maxLineBytes) {
    this.bytes = bytes;
    this.maxLineBytes = maxLineBytes;
    this.next = firstLine(bytes);
  }

  private static int firstLine(byte[] bytes) {
    boolean startsWithByteOrderMark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return startsWithByteOrderMark ? 3 : 0;
  }

  /** Moves to the next line; returns false when there is none. */
  boolean advance() throws PlaylistParseException {
    if (next >= bytes.length) {
      return false;
    }
    lineStart = next;
    int lineEnd = LineScan.endOfLine(bytes, lineStart);
    if (lineEnd - lineStart > maxLineBytes) {
      throw error(LINE_TOO_LONG, "more than " + maxLineBytes + " bytes");
    }
    next = LineScan.nextLine(bytes, lineEnd);
    end = trimEnd(bytes, lineStart, lineEnd);
    start = skipBlanks(bytes, lineStart, end);
    return true;
  }

  /** Returns where a range begins without the blanks in front. */
  static int skipBlanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  /** Returns where a range ends without the blanks behind. */
  static int trimEnd(byte[] bytes, int from, int to) {
    int i = to;
    while (i > from && isBlank(bytes[i - 1])) {
      i--;
    }
    return i;
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

  /** Goes on with the line that begins there. */
  void moveTo(int nextLine) {
    next = nextLine;
  }

  /** Where the next line begins; behind the last one this may be beyond the end. */
  int next() {
    return next;
  }

  int maxLineBytes() {
    return maxLineBytes;
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

  String text() {
    return text(start, end);
  }

  String text(int from, int to) {
    return new String(bytes, from, to - from, UTF_8);
  }

  PlaylistParseException error(Reason reason, String detail) {
    return new PlaylistParseException(reason, number(), detail);
  }

  /** The number of the current line, from 1 on. Only errors need it, so that nobody counts. */
  private int number() {
    int number = 0;
    for (int i = firstLine(bytes); i <= lineStart; i = afterLine(i)) {
      number++;
    }
    return number;
  }

  private int afterLine(int at) {
    return LineScan.nextLine(bytes, LineScan.endOfLine(bytes, at));
  }
}
