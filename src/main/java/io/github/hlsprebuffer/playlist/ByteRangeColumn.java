package io.github.hlsprebuffer.playlist;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The byte ranges of those segments of a table that have one. */
final class ByteRangeColumn {

  private static final long[] NONE = {};

  /** Two for each segment: the offset, and the length and 1, so that 0 stands for none. */
  private long[] values = NONE;

  void put(int segment, long offset, long length, int room) {
    makeRoom(segment + 1, room);
    values[2 * segment] = offset;
    values[2 * segment + 1] = length + 1;
  }

  /** Takes over the ranges of a part of another table. */
  void putAll(ByteRangeColumn other, int from, int to, int segment) {
    int length = Math.min(2 * to, other.values.length) - 2 * from;
    if (length > 0) {
      makeRoom(segment + to - from, 0);
      System.arraycopy(other.values, 2 * from, values, 2 * segment, length);
    }
  }

  private void makeRoom(int wanted, int room) {
    if (2 * wanted > values.length) {
      values = Arrays.copyOf(values, 2 * Math.max(wanted, room));
    }
  }

  boolean has(int segment) {
    return 2 * segment < values.length && values[2 * segment + 1] != 0;
  }

  @Nullable ByteRange get(int segment) {
    return has(segment) ? new ByteRange(values[2 * segment], values[2 * segment + 1] - 1) : null;
  }

  long endExclusive(int segment) {
    return values[2 * segment] + values[2 * segment + 1] - 1;
  }

  boolean isSame(int segment, ByteRangeColumn other, int otherSegment) {
    boolean has = has(segment);
    return has == other.has(otherSegment)
        && (!has
            || Arrays.equals(
                values,
                2 * segment,
                2 * segment + 2,
                other.values,
                2 * otherSegment,
                2 * otherSegment + 2));
  }
}
