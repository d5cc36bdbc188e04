package io.github.hlsprebuffer.playlist;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The segments of one body: where it says what of each, so that a segment is made only when someone
 * asks for it. Grows while the body is read, and is not changed afterwards.
 */
final class SegmentTable {

  /** The table of no body; nothing is ever added. */
  static final SegmentTable EMPTY = new SegmentTable(new byte[0]);

  private static final int NOT_SEALED = Integer.MAX_VALUE;

  private final SegmentPositions positions;
  private final SegmentRuns runs = new SegmentRuns();
  private final ByteRangeColumn byteRanges = new ByteRangeColumn();
  private final GapColumn gaps = new GapColumn();
  private Map<Integer, String> expandedUris = Map.of();
  private int sealedAt = NOT_SEALED;

  SegmentTable(byte[] body) {
    this.positions = new SegmentPositions(body);
  }

  /**
   * Adds a segment to which the same applies as to the one before.
   *
   * @param uri where its URI begins
   * @param durationBack how far in front of that the value of EXTINF begins, or 0
   * @param dateBack how far in front of that the value of EXT-X-PROGRAM-DATE-TIME begins, or 0
   */
  void add(int uri, int durationBack, int dateBack) {
    positions.add(uri, durationBack, dateBack);
  }

  /** Says what applies to the next segment, and to those behind it. */
  void beginRun(SegmentContext context) {
    runs.add(count(), context);
  }

  /** Notes that the last segment is a gap. */
  void markGap() {
    gaps.add(count() - 1);
  }

  /** Notes the URI of the last segment, where it is not what the body says. */
  void putExpandedUri(String uri) {
    if (expandedUris.isEmpty()) {
      expandedUris = new HashMap<>();
    }
    expandedUris.put(count() - 1, uri);
  }

  /** Notes the byte range of the last segment. */
  void putByteRange(long offset, long length) {
    byteRanges.put(count() - 1, offset, length, positions.room());
  }

  /**
   * Adds segments of a table without expanded URIs, behind a segment like the one in front of them.
   *
   * @param first the first of them there
   * @param to the one behind the last of them there
   * @param movedBytes how far behind their place there they stand in this body
   */
  void addAll(SegmentTable other, int first, int to, int movedBytes) {
    int moved = count() - first;
    runs.addAll(other.runs, first, to, moved);
    byteRanges.putAll(other.byteRanges, first, to, count());
    gaps.addAll(other.gaps, first, to, moved);
    positions.addAll(other.positions, first, to, movedBytes);
  }

  /** Ends what the next reading may take over: what follows depends on more than the segments. */
  void seal() {
    if (count() > 0 && sealedAt == NOT_SEALED) {
      sealedAt = count();
    }
  }

  int count() {
    return positions.count();
  }

  /** How many segments from the first one on the next reading may take over. */
  int reusable() {
    return Math.min(sealedAt, count());
  }

  MediaSegment segment(int i) {
    int run = runs.runOf(i);
    SegmentContext context = runs.context(run);
    return new MediaSegment(
        runs.mediaSequenceNumber(run, i),
        context.discontinuitySequenceNumber(),
        uri(i),
        positions.durationMicros(i),
        byteRanges.get(i),
        context.initializationSection(),
        context.keys(),
        gaps.has(i),
        runs.isDiscontinuity(run, i),
        positions.programDateTime(i));
  }

  long mediaSequenceNumber(int i) {
    return runs.mediaSequenceNumber(runs.runOf(i), i);
  }

  String uri(int i) {
    String expanded = expandedUris.isEmpty() ? null : expandedUris.get(i);
    return expanded == null ? positions.uri(i) : expanded;
  }

  SegmentContext context(int i) {
    return runs.context(runs.runOf(i));
  }

  /** The keys declared in front of some segments, but behind the one in front of the first. */
  List<EncryptionKey> declaredKeys(int first, int to) {
    return runs.declaredKeys(first, to);
  }

  /** Where the byte range of a segment ends, or {@link Numbers#NONE} when it has none. */
  long byteRangeEnd(int i) {
    return byteRanges.has(i) ? byteRanges.endExclusive(i) : Numbers.NONE;
  }

  /** Where the line behind a segment begins. */
  int end(int i) {
    return positions.end(i);
  }

  /** Whether two segments have the same URI. */
  boolean isSameUri(int i, int j) {
    return isSameLine(i, this, j) || uri(i).equals(uri(j));
  }

  private boolean isExpanded(int i) {
    return !expandedUris.isEmpty() && expandedUris.containsKey(i);
  }

  private boolean isSameLine(int i, SegmentTable other, int j) {
    return !isExpanded(i) && !other.isExpanded(j) && positions.isSameUri(i, other.positions, j);
  }

  /** Whether a segment certainly is the one of another table that has the same number. */
  boolean isSame(int i, SegmentTable other, int j) {
    return isSameLine(i, other, j)
        && byteRanges.isSame(i, other.byteRanges, j)
        && gaps.has(i) == other.gaps.has(j)
        && isDiscontinuity(i) == other.isDiscontinuity(j)
        && context(i).isSameInForce(other.context(j))
        && positions.durationMicros(i) == other.positions.durationMicros(j)
        && Objects.equals(positions.programDateTime(i), other.positions.programDateTime(j));
  }

  private boolean isDiscontinuity(int i) {
    return runs.isDiscontinuity(runs.runOf(i), i);
  }

  /** Returns the last segment behind segment {@code from} that ends before a position. */
  int lastEndingBefore(int position, int from) {
    int low = from;
    int high = reusable() - 1;
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
