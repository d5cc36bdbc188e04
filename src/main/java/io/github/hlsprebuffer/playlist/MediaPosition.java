package io.github.hlsprebuffer.playlist;

import java.util.Comparator;
import java.util.List;

/**
 * A place in a media playlist: a media segment, or one of its partial segments. In the order of
 * media time; a whole segment comes after its parts, for who has it has them all.
 *
 * <p>The discontinuity sequence number is not a part of it: within one presentation a media
 * sequence number names one segment (RFC 8216bis §6.2.2), and many origins do not keep count of
 * discontinuities that have left their window.
 *
 * @param partIndex which partial segment, or {@link #WHOLE}
 */
public record MediaPosition(long mediaSequenceNumber, int partIndex)
    implements Comparable<MediaPosition> {

  /** The part index of a whole segment. */
  public static final int WHOLE = Integer.MAX_VALUE;

  private static final Comparator<MediaPosition> ORDER =
      Comparator.comparingLong(MediaPosition::mediaSequenceNumber)
          .thenComparingInt(MediaPosition::partIndex);

  /** The place of a whole segment. */
  public static MediaPosition ofSegment(long mediaSequenceNumber) {
    return new MediaPosition(mediaSequenceNumber, WHOLE);
  }

  /** The place of a partial segment. */
  public static MediaPosition of(PartialSegment part) {
    return new MediaPosition(part.mediaSequenceNumber(), part.partIndex());
  }

  /** The end of a segment, for who has asked for all of its parts. */
  public static MediaPosition endOfParts(long mediaSequenceNumber) {
    return new MediaPosition(mediaSequenceNumber, WHOLE - 1);
  }

  /** The place of the partial segment that the playlist will list next. */
  public static MediaPosition ofNextPart(MediaPlaylist playlist) {
    List<PartialSegment> parts = playlist.parts();
    PartialSegment last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    long next = playlist.nextMediaSequenceNumber();
    return last == null || last.mediaSequenceNumber() < next
        ? new MediaPosition(next, 0)
        : new MediaPosition(last.mediaSequenceNumber(), last.partIndex() + 1);
  }

  /** Whether this is a partial segment. */
  public boolean isPart() {
    return partIndex != WHOLE;
  }

  @Override
  public int compareTo(MediaPosition other) {
    return ORDER.compare(this, other);
  }
}
