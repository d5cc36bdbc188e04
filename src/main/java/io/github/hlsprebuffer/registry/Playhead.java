package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.util.List;

/** Where one viewer stands in one media playlist. Guarded by {@link Playheads}. */
final class Playhead {
  final String viewer;
  long position;
  long seenNanos;
  boolean awake = true;
  List<ResourceRequest> hinted = List.of();

  /**
   * A playhead.
   *
   * @param position media sequence number of the segment last asked for
   */
  Playhead(String viewer, long position, long seenNanos) {
    this.viewer = viewer;
    this.position = position;
    this.seenNanos = seenNanos;
  }
}
