package io.github.hlsprebuffer.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some bytes of a body, without a copy: others may read the same array, so nobody may write to it.
 *
 * @param length at least 1, except in {@link #NOT_YET}
 * @param loan whose array it is; null if it is nobody's, and the bytes stay for ever
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Slice(byte[] array, int offset, int length, @Nullable Loan loan) {
  /** Stands for bytes that have not come yet; the only slice without any. */
  public static final Slice NOT_YET = new Slice(new byte[0], 0, 0);

  /** Bytes that stay as long as they are reachable. */
  public Slice(byte[] array, int offset, int length) {
    this(array, offset, length, /* loan= */ null);
  }

  /** The array, of which only the named part counts. */
  @Override
  public byte[] array() {
    if (loan != null) {
      loan.checkHeld();
    }
    return array;
  }

  /** Whether it has bytes, that is, is not {@link #NOT_YET}. */
  public boolean isThere() {
    return length > 0;
  }

  /** Writes the bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array(), offset, length);
  }

  /** At most the first {@code max} bytes; the same loan. */
  public Slice atMost(long max) {
    return max >= length ? this : new Slice(array, offset, (int) max, loan);
  }

  /** The bytes in an array that nobody will write to; ends the loan. */
  byte[] toArray() {
    if (offset == 0 && length == array.length) {
      return loan == null ? array : loan.take();
    }
    byte[] copy = Arrays.copyOfRange(array(), offset, offset + length);
    giveBack();
    return copy;
  }

  /** All but the first {@code count} bytes; the same loan. */
  Slice from(int count) {
    return count == 0 ? this : new Slice(array, offset + count, length - count, loan);
  }

  /**
   * Says that nobody will look at the bytes again, here or in another slice of the same loan, so
   * that the array can serve the next read. To be left out where that is not certain, as after a
   * write that has not ended: then the garbage collector takes it.
   */
  public void giveBack() {
    if (loan != null) {
      loan.giveBack();
    }
  }
}
