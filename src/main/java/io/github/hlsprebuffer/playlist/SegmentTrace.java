package io.github.hlsprebuffer.playlist;

import java.util.Arrays;

/**
 * Where the segments of a body end: of its first ones, up to a tag that says more than what applies
 * to segments.
 */
final class SegmentTrace {

  private static final int FIELDS = 3;

  private int[] marks;
  private int count;
  private int firstIndex;
  private boolean sealed;

  /** Creates a trace that takes notes, or one that stays empty. */
  SegmentTrace(boolean open) {
    this.marks = new int[open ? 16 * FIELDS : 0];
    this.sealed = !open;
  }

  /**
   * Notes a segment that was read.
   *
   * @param index its place in the list of segments
   * @param end where the line behind it begins
   * @param lineNumber the number of its last line
   * @param declaredKeys the number of keys declared so far
   */
  void add(int index, int end, int lineNumber, int declaredKeys) {
    if (!sealed) {
      makeRoom(index, 1);
      put(end, lineNumber, declaredKeys);
    }
  }

  /**
   * Notes segments of another trace, with other positions.
   *
   * @param first the first of them in the other trace
   * @param last the last of them there
   * @param index the place of the first one in the list of segments
   */
  void addAll(
      SegmentTrace other,
      int first,
      int last,
      int index,
      int movedBytes,
      int movedLines,
      int movedKeys) {
    if (sealed) {
      return;
    }
    makeRoom(index, last - first + 1);
    for (int i = first; i <= last; i++) {
      put(
          other.end(i) + movedBytes,
          other.lineNumber(i) + movedLines,
          other.declaredKeys(i) + movedKeys);
    }
  }

  private void makeRoom(int index, int added) {
    if (count == 0) {
      firstIndex = index;
    }
    int needed = (count + added) * FIELDS;
    if (needed > marks.length) {
      marks = Arrays.copyOf(marks, Math.max(needed + FIELDS, marks.length * 2));
    }
  }

  private void put(int end, int lineNumber, int declaredKeys) {
    int at = count++ * FIELDS;
    marks[at] = end;
    marks[at + 1] = lineNumber;
    marks[at + 2] = declaredKeys;
  }

  /** Ends the trace, if it has begun: what follows a segment then depends on more than those. */
  void seal() {
    sealed |= count > 0;
  }

  int count() {
    return count;
  }

  /** The place of the first segment noted in the list of segments. */
  int firstIndex() {
    return firstIndex;
  }

  int end(int i) {
    return marks[i * FIELDS];
  }

  int lineNumber(int i) {
    return marks[i * FIELDS + 1];
  }

  int declaredKeys(int i) {
    return marks[i * FIELDS + 2];
  }

  /** Returns the last segment behind segment {@code from} that ends before a position. */
  int lastEndingBefore(int position, int from) {
    int low = from;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (end(middle) < position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
