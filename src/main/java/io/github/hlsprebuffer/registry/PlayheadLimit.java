package io.github.hlsprebuffer.registry;

import java.util.concurrent.atomic.AtomicLong;

/** How many viewers the playlists of one filter remember together. Thread-safe. */
final class PlayheadLimit {
  /** What is remembered of a viewer, with his name. */
  private static final int PLAYHEAD_BYTES = 600;

  private final long max;
  private final AtomicLong count = new AtomicLong();

  /**
   * A limit of which nothing is used.
   *
   * @param maxBytes roughly how much memory they may take
   */
  PlayheadLimit(long maxBytes) {
    this.max = maxBytes / PLAYHEAD_BYTES;
  }

  /** Whether a playlist with viewers must forget one for each that is new. */
  boolean isReached() {
    return count.get() >= max;
  }

  void add(int more) {
    count.addAndGet(more);
  }
}
