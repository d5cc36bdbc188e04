package io.github.hlsprebuffer.cache;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Some bytes of a body, without a copy: others read the same array, so nobody may write to it.
 *
 * @param length at least 1, except in {@link #NOT_YET}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Slice(byte[] array, int offset, int length) {
  /** Stands for bytes that have not come yet; the only slice without any. */
  public static final Slice NOT_YET = new Slice(new byte[0], 0, 0);

  /** Whether it has bytes, that is, is not {@link #NOT_YET}. */
  public boolean isThere() {
    return length > 0;
  }

  /** Writes the bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** At most the first {@code max} bytes. */
  public Slice atMost(long max) {
    return max >= length ? this : new Slice(array, offset, (int) max);
  }
}
