package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.LINE_TOO_LONG;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the lines of a body, which end with LF, CR LF or CR, and shows the current one without
 * the blanks around it.
 */
final class LineCursor {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = LOW_BITS << 7;
  private static final long ALL_LF = LOW_BITS * '\n';
  private static final long ALL_CR = LOW_BITS * '\r';

  private final byte[] bytes;
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
    int lineEnd = endOfLine(lineStart);
    number++;
    if (lineEnd - lineStart > maxLineBytes) {
      throw error(LINE_TOO_LONG, "more than " + maxLineBytes + " bytes");
    }
    next = isCrLf(lineEnd) ? lineEnd + 2 : lineEnd + 1;
    trim(lineStart, lineEnd);
    return true;
  }

  /** Looks at eight bytes at a time; the rest one by one. */
  private int endOfLine(int from) {
    int i = from;
    for (; i + Long.BYTES <= limit; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long ends = zeroBytes(word ^ ALL_LF) | zeroBytes(word ^ ALL_CR);
      if (ends != 0) {
        return i + (Long.numberOfTrailingZeros(ends) >>> 3);
      }
    }
    while (i < limit && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  /** Sets the high bit of each byte that is zero; of the lowest such byte it is exact. */
  private static long zeroBytes(long word) {
    return (word - LOW_BITS) & ~word & HIGH_BITS;
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

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The whole line as text; the same object when it is that of the call before. */
  String text() {
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
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  PlaylistParseException error(Reason reason, String detail) {
    return new PlaylistParseException(reason, number, detail);
  }
}
