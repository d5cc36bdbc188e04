package io.github.hlsprebuffer.playlist;

import java.util.Arrays;
import java.util.List;
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
   * that read or write anything else end a trace. Where the body before had no variables, no line
   * of it refers to any, so that those of this one do not matter.
   */

  private final @Nullable MediaPlaylist playlist;
  private final byte[] body;
  private final SegmentTrace known;
  private final SegmentTrace trace;

  private SegmentReuse(
      @Nullable MediaPlaylist playlist, byte[] body, SegmentTrace known, SegmentTrace trace) {
    this.playlist = playlist;
    this.body = body;
    this.known = known;
    this.trace = trace;
  }

  /** Takes nothing over, and notes nothing. */
  static SegmentReuse none() {
    SegmentTrace closed = new SegmentTrace(false);
    return new SegmentReuse(null, new byte[0], closed, closed);
  }

  /** Takes over what it can from that reading; notes what the next one needs. */
  static SegmentReuse of(@Nullable PlaylistReading previous) {
    SegmentTrace trace = new SegmentTrace(true);
    return previous != null
            && previous.playlist() instanceof MediaPlaylist media
            && media.variables().isEmpty()
        ? new SegmentReuse(media, previous.body(), previous.trace(), trace)
        : new SegmentReuse(null, new byte[0], new SegmentTrace(false), trace);
  }

  /** The trace of the reading that is going on. */
  SegmentTrace trace() {
    return trace;
  }

  /**
   * Segments that were read before, and what went with them.
   *
   * @param keys the keys declared between them
   * @param bytes the bytes from which they were read
   * @param lines the number of lines that these are
   * @param first the place of the first of them in the trace of that body
   * @param last the place of the last of them there
   */
  record Stretch(
      List<MediaSegment> segments,
      List<EncryptionKey> keys,
      int bytes,
      int lines,
      int first,
      int last) {}

  /** Notes segments that were taken over, behind what was noted already. */
  void note(Stretch stretch, int index, LineCursor lines, int declaredKeys) {
    int before = stretch.first() - 1;
    trace.addAll(
        known,
        stretch.first(),
        stretch.last(),
        index,
        lines.next() - known.end(before),
        lines.number() - known.lineNumber(before),
        declaredKeys - known.declaredKeys(before));
  }

  /** Returns the segments that certainly follow this one, which has just been read, or null. */
  @Nullable Stretch after(MediaSegment segment, LineCursor lines) {
    MediaPlaylist before = playlist;
    if (before == null || known.count() == 0) {
      return null;
    }
    List<MediaSegment> segments = before.segments();
    MediaSegment first = segments.get(known.firstIndex());
    long place = segment.mediaSequenceNumber() - first.mediaSequenceNumber();
    if (place < 0 || place >= known.count() - 1) {
      return null;
    }
    int i = (int) place;
    if (!segments.get(known.firstIndex() + i).equals(segment)) {
      return null;
    }
    int last = lastAlike(i, lines);
    return last == i ? null : stretch(before, i + 1, last);
  }

  private int lastAlike(int i, LineCursor lines) {
    int from = known.end(i);
    // One byte more than the last segment: a CR at its end may be half of a CR LF.
    int to = Math.min(known.end(known.count() - 1) + 1, body.length);
    int next = lines.limit() - lines.remaining();
    int mismatch = Arrays.mismatch(body, from, to, lines.bytes(), next, lines.limit());
    return known.lastEndingBefore(mismatch < 0 ? to : from + mismatch, i);
  }

  private Stretch stretch(MediaPlaylist before, int first, int last) {
    int from = known.firstIndex();
    return new Stretch(
        before.segments().subList(from + first, from + last + 1),
        before.keys().subList(known.declaredKeys(first - 1), known.declaredKeys(last)),
        known.end(last) - known.end(first - 1),
        known.lineNumber(last) - known.lineNumber(first - 1),
        first,
        last);
  }
}
