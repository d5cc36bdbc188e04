package io.github.hlsprebuffer.playlist;

/**
 * Media sequence numbers in a row whose segments are the same in two versions of a media playlist.
 *
 * @param first the first of them
 * @param next the number behind the last of them; {@code first} when there are none
 */
public record SharedSegments(long first, long next) {

  /** No segments. */
  public static final SharedSegments NONE = new SharedSegments(0, 0);

  /** Rejects an end in front of the beginning. */
  public SharedSegments {
    if (next < first) {
      throw new IllegalArgumentException("no segments: from " + first + " to " + next);
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return first == next;
  }

  /** Whether the segment with that media sequence number is among them. */
  public boolean contains(long mediaSequenceNumber) {
    return mediaSequenceNumber >= first && mediaSequenceNumber < next;
  }

  /** Whether these and the others are in a row. */
  boolean touches(SharedSegments others) {
    return others.first <= next && first <= others.next;
  }

  /** Returns all from the first of both to the last of both. */
  SharedSegments and(SharedSegments others) {
    return new SharedSegments(Math.min(first, others.first), Math.max(next, others.next));
  }

  long count() {
    return next - first;
  }
}
