package io.github.hlsprebuffer.playlist;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Finds bytes that matter in a line, eight bytes at a time. */
final class LineScan {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = LOW_BITS << 7;
  private static final long ALL_BRACES = LOW_BITS * '{';

  /** Subtracted from a word, this sets the high bit of each byte that is CR or less. */
  private static final long ABOVE_CR = LOW_BITS * ('\r' + 1);

  /** Added to a word, this sets the high bit of each ASCII byte from the brace on. */
  private static final long FROM_BRACE = LOW_BITS * (0x80 - '{');

  /** The most frequent tag, which with its signs fills eight bytes: one comparison finds it. */
  private static final long EXTINF_WORD =
      (long) LONGS.get("#EXTINF:".getBytes(StandardCharsets.US_ASCII), 0);

  private LineScan() {}

  /** The bytes of a line in front of the value of EXTINF. */
  static final int DURATION_BYTES = Long.BYTES;

  /** Whether a line with a value of EXTINF begins there. */
  static boolean isDuration(byte[] bytes, int at) {
    return at + Long.BYTES <= bytes.length && (long) LONGS.get(bytes, at) == EXTINF_WORD;
  }

  /** Returns where the line that holds a position ends: at LF, CR or the end of the bytes. */
  static int endOfLine(byte[] bytes, int from) {
    int i = nextControl(bytes, from);
    while (i < bytes.length && !isLineEnd(bytes[i])) {
      i = nextControl(bytes, i + 1);
    }
    return i;
  }

  static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }

  /** Returns where the line behind begins, when one ends there; CR LF is one line end. */
  static int nextLine(byte[] bytes, int lineEnd) {
    boolean isCrLf =
        lineEnd + 1 < bytes.length && bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n';
    return isCrLf ? lineEnd + 2 : lineEnd + 1;
  }

  /** Finds the next byte that is CR or less. */
  private static int nextControl(byte[] bytes, int from) {
    int i = from;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      long found = controls((long) LONGS.get(bytes, i));
      if (found != 0) {
        return i + lowest(found);
      }
    }
    while (i < bytes.length && (bytes[i] < 0 || bytes[i] > '\r')) {
      i++;
    }
    return i;
  }

  /**
   * Returns the first byte that is no letter, digit or other sign of ASCII below the opening brace,
   * which variable references begin with. Near the end of the bytes it may be an earlier one.
   */
  static int endOfPlainText(byte[] bytes, int from) {
    int i = from;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long found = ((word - ABOVE_CR) | (word + FROM_BRACE) | word) & HIGH_BITS;
      if (found != 0) {
        return i + lowest(found);
      }
    }
    return i;
  }

  /** Whether a range may refer to a variable: whether it holds an opening brace. */
  static boolean holdsBrace(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      if (braces((long) LONGS.get(bytes, i)) != 0) {
        return true;
      }
    }
    while (i < to && bytes[i] != '{') {
      i++;
    }
    return i < to;
  }

  // Of the lowest byte found these are exact; what they say of those above it may be wrong.

  private static long controls(long word) {
    return (word - ABOVE_CR) & ~word & HIGH_BITS;
  }

  private static long braces(long word) {
    long zeroes = word ^ ALL_BRACES;
    return (zeroes - LOW_BITS) & ~zeroes & HIGH_BITS;
  }

  private static int lowest(long found) {
    return Long.numberOfTrailingZeros(found) >>> 3;
  }
}
