package io.github.hlsprebuffer.playlist;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spares the reading of segments that were read before: where two bodies go on alike behind the
 * same segment, the same segments follow.
 */
final class SegmentReuse {
  /*
   * Why that holds: behind the line of its URI, all that a segment leaves in force (the numbers,
   * the initialization section, the keys, the end of its byte range) are components of the segment.
   * Equal segments thus leave equal readers, and equal readers make the same of equal bytes. Tags
   * that read or write anything else end what is reusable. Where the body before had no variables,
   * no line of it refers to any, so that those of this one do not matter.
   */

  private static final byte[] NO_BODY = {};

  private final byte[] body;
  private final SegmentTable known;

  /** The most segments that were taken over in a row, but for the last ones. */
  private SharedSegments most = SharedSegments.NONE;

  private SharedSegments last = SharedSegments.NONE;

  private SegmentReuse(byte[] body, SegmentTable known) {
    this.body = body;
    this.known = known;
  }

  /** Takes over what it can from that reading. */
  static SegmentReuse of(@Nullable PlaylistReading previous) {
    return previous != null
            && previous.playlist() instanceof MediaPlaylist media
            && media.variables().isEmpty()
        ? new SegmentReuse(previous.body(), media.segmentList().table())
        : new SegmentReuse(NO_BODY, SegmentTable.EMPTY);
  }

  /** Whether there is anything to take over. */
  boolean isPossible() {
    return known.reusable() > 0;
  }

  /**
   * Segments that were read before.
   *
   * @param first the first of them in the table of that body
   * @param to the one behind the last of them
   */
  record Stretch(int first, int to) {

    int count() {
      return to - first;
    }
  }

  /** Returns the segments that certainly follow the last one of a table, or null. */
  @Nullable Stretch after(SegmentTable table, LineCursor lines) {
    int last = table.count() - 1;
    int i = placeOf(table.mediaSequenceNumber(last));
    if (i < 0 || !known.isSame(i, table, last)) {
      return null;
    }
    share(i, i + 1);
    int lastAlike = i == known.reusable() - 1 ? i : lastAlike(i, lines);
    return lastAlike == i ? null : new Stretch(i + 1, lastAlike + 1);
  }

  private int placeOf(long mediaSequenceNumber) {
    long place = mediaSequenceNumber - known.mediaSequenceNumber(0);
    return place < 0 || place >= known.reusable() ? -1 : (int) place;
  }

  private int lastAlike(int i, LineCursor lines) {
    int from = known.end(i);
    // One byte more than the last segment: a CR at its end may be half of a CR LF.
    int to = Math.min(known.end(known.reusable() - 1) + 1, body.length);
    byte[] bytes = lines.bytes();
    int next = Math.min(lines.next(), bytes.length);
    int mismatch = Arrays.mismatch(body, from, to, bytes, next, bytes.length);
    return known.lastEndingBefore(mismatch < 0 ? to : from + mismatch, i);
  }

  /** Puts segments that follow into a table, and passes over their lines. */
  void take(Stretch stretch, SegmentTable table, LineCursor lines) {
    int from = known.end(stretch.first() - 1);
    table.addAll(known, stretch.first(), stretch.to(), lines.next() - from);
    lines.moveTo(lines.next() + known.end(stretch.to() - 1) - from);
    share(stretch.first(), stretch.to());
  }

  private void share(int first, int to) {
    long number = known.mediaSequenceNumber(first);
    share(new SharedSegments(number, number + to - first));
  }

  /** Notes segments that are the same in the version before. */
  void share(SharedSegments shared) {
    boolean inARow = last.touches(shared) && !last.isEmpty();
    if (!inARow) {
      most = shared();
    }
    last = inARow ? last.and(shared) : shared;
  }

  /** The segments that are the same as before; where these are not in a row, most of them. */
  SharedSegments shared() {
    return last.count() > most.count() ? last : most;
  }
}
