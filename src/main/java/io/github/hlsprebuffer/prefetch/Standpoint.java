package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.playlist.MediaPosition;
import java.util.List;

/**
 * Where viewers stand in a media playlist.
 *
 * @param position what they asked for last
 * @param furthest media sequence number of the furthest segment they have asked for, from which the
 *     window counts: a player that looks back a little wants no less of what comes
 * @param byParts whether they ask for partial segments where there are any
 * @param bufferedUntilNanos when what they had before that will have been played, by the engine's
 *     clock for intervals; sooner for those who will ask for the next one before they need it,
 *     because they have just begun, or because their buffer is as full as they want it
 * @param playbackRate 1 for real time; positive
 */
public record Standpoint(
    MediaPosition position,
    long furthest,
    boolean byParts,
    long bufferedUntilNanos,
    double playbackRate) {

  /** Viewers of whole segments, in real time, who have nothing in their buffers. */
  public static Standpoint at(long mediaSequenceNumber, long nowNanos) {
    return new Standpoint(
        MediaPosition.ofSegment(mediaSequenceNumber),
        mediaSequenceNumber,
        /* byParts= */ false,
        nowNanos,
        /* playbackRate= */ 1);
  }

  /**
   * How many of these are so far from each other that they have no segment of their windows in
   * common.
   *
   * @param standpoints in the order of positions
   */
  public static int apart(List<Standpoint> standpoints, int windowSegments) {
    int places = 0;
    long reached = Long.MIN_VALUE;
    for (Standpoint standpoint : standpoints) {
      if (places == 0 || standpoint.furthest() > reached) {
        places++;
        reached = standpoint.furthest() + windowSegments;
      }
    }
    return places;
  }
}
