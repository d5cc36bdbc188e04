package io.github.hlsprebuffer.prefetch;

/** Is told of each playlist that passes, before its last byte leaves. */
@FunctionalInterface
public interface PlaylistObserver {
  /** Observes nothing. */
  PlaylistObserver NONE = body -> {};

  /** The whole playlist, not content-encoded. */
  void onPlaylist(byte[] body);
}
