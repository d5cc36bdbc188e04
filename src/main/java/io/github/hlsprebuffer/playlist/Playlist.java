package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one playlist response said: a media playlist or a multivariant playlist (RFC 8216bis §4).
 */
public sealed interface Playlist permits MediaPlaylist, MultivariantPlaylist {

  /** The absolute URI against which every URI reference of this playlist is resolved. */
  String baseUri();

  /**
   * The variables that EXT-X-DEFINE declared, by name (RFC 8216bis §4.4.2.3). Those of a
   * multivariant playlist are what its media playlists may import.
   */
  Map<String, String> variables();

  /**
   * Where players are to begin (EXT-X-START, RFC 8216bis §4.4.2.2), from the beginning or, if
   * negative, from the end; null where it does not say. For media playlists without one that of the
   * multivariant playlist counts.
   */
  @Nullable Duration startOffset();

  /** Returns {@code reference} as an absolute URI, by RFC 3986 §5.2 against {@link #baseUri()}. */
  default String resolve(String reference) {
    return UriReferences.resolve(baseUri(), reference);
  }
}
