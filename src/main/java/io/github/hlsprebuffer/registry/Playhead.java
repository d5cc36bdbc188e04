package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.util.List;

/**
 * Where one viewer stands in one media playlist: what it asked for last, and the furthest place
 * that it has asked for. Guarded by {@link Playheads}.
 */
final class Playhead {
  final String viewer;
  MediaPosition position;
  MediaPosition asked;
  boolean byParts;
  long bufferedUntilNanos;
  double playbackRate = 1;
  long seenNanos;
  long movedNanos;
  boolean awake;
  List<ResourceRequest> hinted = List.of();

  /**
   * A playhead, asleep.
   *
   * @param position what was asked for
   */
  Playhead(String viewer, MediaPosition position, long nowNanos) {
    this.viewer = viewer;
    this.movedNanos = nowNanos;
    this.position = position;
    this.asked = position;
  }

  Standpoint standpoint() {
    return new Standpoint(
        asked, position.mediaSequenceNumber(), byParts, bufferedUntilNanos, playbackRate);
  }
}
