package io.github.hlsprebuffer.playlist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which segments of a table share a {@link SegmentContext}: the first of them each. */
final class SegmentRuns {

  private int[] firsts = new int[1];
  private SegmentContext[] contexts = new SegmentContext[1];
  private int count;

  /** Begins a run. */
  void add(int first, SegmentContext context) {
    makeRoom(1);
    firsts[count] = first;
    contexts[count++] = context;
  }

  /**
   * Begins the runs that begin within a part of another table.
   *
   * @param from the first segment of the part
   * @param to the segment behind it
   * @param moved how far behind its place there each segment is in this table
   */
  void addAll(SegmentRuns other, int from, int to, int moved) {
    int begin = other.beginningFrom(from);
    int end = other.beginningFrom(to);
    makeRoom(end - begin);
    for (int i = begin; i < end; i++) {
      firsts[count] = other.firsts[i] + moved;
      contexts[count++] = other.contexts[i];
    }
  }

  private void makeRoom(int added) {
    if (count + added > firsts.length) {
      int length = Math.max(count + added, count * 2);
      firsts = Arrays.copyOf(firsts, length);
      contexts = Arrays.copyOf(contexts, length);
    }
  }

  /** The keys declared for the runs that begin within a part. */
  List<EncryptionKey> declaredKeys(int from, int to) {
    int begin = beginningFrom(from);
    int end = beginningFrom(to);
    List<EncryptionKey> declared = begin == end ? List.of() : new ArrayList<>();
    for (int i = begin; i < end; i++) {
      declared.addAll(contexts[i].declaredKeys());
    }
    return declared;
  }

  /** Returns the run that a segment belongs to. */
  int runOf(int segment) {
    // What is asked for most is near the end, or all segments are one run.
    return segment >= firsts[count - 1] ? count - 1 : beginningFrom(segment + 1) - 1;
  }

  /** Returns the first run that begins with that segment or behind it. */
  private int beginningFrom(int segment) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firsts[middle] < segment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What applies to the segments of a run. */
  SegmentContext context(int run) {
    return contexts[run];
  }

  long mediaSequenceNumber(int run, int segment) {
    return contexts[run].firstNumber() + segment - firsts[run];
  }

  /** Whether a discontinuity precedes a segment: only the first one of a run can have one. */
  boolean isDiscontinuity(int run, int segment) {
    return firsts[run] == segment && contexts[run].discontinuity();
  }
}
