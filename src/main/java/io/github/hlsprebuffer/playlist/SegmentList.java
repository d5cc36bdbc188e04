package io.github.hlsprebuffer.playlist;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a media playlist: first those that it took over as they are, then those of its
 * body, each of which is made whenever it is asked for. Immutable.
 */
final class SegmentList extends AbstractList<MediaSegment> implements RandomAccess {

  private final List<MediaSegment> ready;
  private final SegmentTable table;
  private final SharedSegments shared;

  /** What the next version knows this list by: the list itself would keep all before it. */
  private final Object identity = new Object();

  /** The identity of the version before. */
  private final @Nullable Object previous;

  /**
   * Creates a list.
   *
   * @param previous the list that shares some segments, or null
   * @param shared the segments that are shared with it
   */
  SegmentList(
      List<MediaSegment> ready,
      SegmentTable table,
      @Nullable SegmentList previous,
      SharedSegments shared) {
    this.ready = List.copyOf(ready);
    this.table = table;
    this.previous = previous == null ? null : previous.identity;
    this.shared = shared;
  }

  /** Returns segments as such a list, which is the given one if that is one already. */
  static SegmentList copyOf(List<MediaSegment> segments) {
    return segments instanceof SegmentList list
        ? list
        : new SegmentList(segments, SegmentTable.EMPTY, /* previous= */ null, SharedSegments.NONE);
  }

  @Override
  public MediaSegment get(int index) {
    Objects.checkIndex(index, size());
    return index < ready.size() ? ready.get(index) : table.segment(index - ready.size());
  }

  @Override
  public int size() {
    return ready.size() + table.count();
  }

  /** The media sequence number of a segment, which is not made for that. */
  long mediaSequenceNumber(int index) {
    return index < ready.size()
        ? ready.get(index).mediaSequenceNumber()
        : table.mediaSequenceNumber(index - ready.size());
  }

  /** Returns where the segment with that media sequence number is listed, or -1. */
  int find(long wanted) {
    if (isEmpty() || wanted < mediaSequenceNumber(0)) {
      return -1;
    }
    long place = wanted - mediaSequenceNumber(0);
    boolean isThere = place < size() && mediaSequenceNumber((int) place) == wanted;
    return isThere ? (int) place : search(wanted);
  }

  /** A playlist may have EXT-X-SKIP behind a segment, and numbers are missing then. */
  private int search(long wanted) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = mediaSequenceNumber(middle);
      if (found == wanted) {
        return middle;
      }
      if (found < wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** The segments of the body. */
  SegmentTable table() {
    return table;
  }

  /** Returns the segments that are known to be those of another version. */
  SharedSegments sharedWith(SegmentList other) {
    if (other.identity == identity && !isEmpty()) {
      return new SharedSegments(mediaSequenceNumber(0), mediaSequenceNumber(size() - 1) + 1);
    }
    return other.identity == previous ? shared : SharedSegments.NONE;
  }
}
