package io.github.hlsprebuffer.playlist;

/** How a media playlist may still change (EXT-X-PLAYLIST-TYPE, RFC 8216bis §4.4.3.5). */
public enum PlaylistType {
  /** Segments may only be added to the end. */
  EVENT,
  /** The playlist never changes. */
  VOD
}
