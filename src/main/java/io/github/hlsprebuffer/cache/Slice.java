package io.github.hlsprebuffer.cache;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Some bytes of a body, without a copy: others read the same array, so nobody may write to it.
 *
 * @param length at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Slice(byte[] array, int offset, int length) {
  /** Writes the bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** At most the first {@code max} bytes. */
  public Slice atMost(long max) {
    return max >= length ? this : new Slice(array, offset, (int) max);
  }
}
