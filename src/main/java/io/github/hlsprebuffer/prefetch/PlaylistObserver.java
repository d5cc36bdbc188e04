package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.HeuristicFreshness;

/** Is told of each playlist that passes, before its last byte leaves. */
@FunctionalInterface
public interface PlaylistObserver {
  /** Observes nothing. */
  PlaylistObserver NONE = body -> HeuristicFreshness.NONE;

  /**
   * A playlist has passed.
   *
   * @param body the whole of it, not content-encoded
   * @return for how long it may be served to others
   */
  HeuristicFreshness onPlaylist(byte[] body);
}
