package io.github.hlsprebuffer.playlist;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where lines end, eight bytes at a time, and what sorts of bytes they hold. */
final class LineScan {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = LOW_BITS << 7;
  private static final long ALL_BRACES = LOW_BITS * '{';

  private final byte[] bytes;
  private final int limit;

  /** All bits of the bytes looked at: of the line, and perhaps of some bytes behind it. */
  private long bits;

  private long braces;

  LineScan(byte[] bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
  }

  /** Returns where the line from there on ends: at LF, CR or the limit. */
  int endOfLine(int from) {
    bits = 0;
    braces = 0;
    int i = nextControl(from);
    while (i < limit && bytes[i] != '\n' && bytes[i] != '\r') {
      i = nextControl(i + 1);
    }
    return i;
  }

  /** Finds the next byte that is CR or less. */
  private int nextControl(int from) {
    // In fields these would be stored with each word.
    long wordBits = 0;
    long wordBraces = 0;
    long controls = 0;
    int i = from;
    for (; controls == 0 && i + Long.BYTES <= limit; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      wordBits |= word;
      wordBraces |= bytesBelow(1, word ^ ALL_BRACES);
      controls = bytesBelow('\r' + 1, word);
    }
    bits |= wordBits;
    braces |= wordBraces;
    return controls == 0
        ? nextControlOneByOne(i)
        : i - Long.BYTES + (Long.numberOfTrailingZeros(controls) >>> 3);
  }

  private int nextControlOneByOne(int from) {
    int i = from;
    for (; i < limit && (bytes[i] < 0 || bytes[i] > '\r'); i++) {
      bits |= bytes[i];
      braces |= bytes[i] == '{' ? 1 : 0;
    }
    return i;
  }

  /** Sets the high bit of each byte below a bound; of the lowest such byte it is exact. */
  private static long bytesBelow(int bound, long word) {
    return (word - LOW_BITS * bound) & ~word & HIGH_BITS;
  }

  /** Whether the line is ASCII only; false may be wrong. */
  boolean isAscii() {
    return (bits & HIGH_BITS) == 0;
  }

  /** Whether the line holds an opening brace; true may be wrong. */
  boolean hasBrace() {
    return braces != 0;
  }
}
