package io.github.hlsprebuffer.testing;

import java.util.Arrays;

/**
 * A body without an end, each byte of which follows from its offset, so that whoever sees a part of
 * it can tell whether that is the right one.
 *
 * @param variant patterns of different variants differ
 */
public record BodyPattern(long variant) {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  /** Returns the bytes from this offset on. */
  public byte[] bytes(long offset, int length) {
    byte[] bytes = new byte[length];
    long at = offset;
    for (int i = 0; i < length; ) {
      long word = word(at >>> 3);
      for (int shift = (int) (at & 7) * 8; shift < Long.SIZE && i < length; shift += 8) {
        bytes[i++] = (byte) (word >>> shift);
        at++;
      }
    }
    return bytes;
  }

  /** Returns the index of the first byte that does not belong at this offset, or -1. */
  public int mismatch(long offset, byte[] seen) {
    return Arrays.mismatch(seen, bytes(offset, seen.length));
  }

  private long word(long index) {
    long mixed = (variant + index) * GOLDEN + variant;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }
}
