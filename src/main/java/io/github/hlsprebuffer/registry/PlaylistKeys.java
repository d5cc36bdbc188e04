package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.http.MediaTypes;

/** Identities of media playlists. */
final class PlaylistKeys {
  private static final String DIRECTIVE = "_HLS_";

  private PlaylistKeys() {}

  /**
   * The playlist that the key is a version of: delivery directives (RFC 8216bis §6.2.5) ask for
   * versions of one playlist. In a key they stand at the end of the query.
   */
  static CacheKey withoutDirectives(CacheKey key) {
    int query = key.uri().indexOf('?');
    int first = query < 0 ? -1 : key.uri().indexOf(DIRECTIVE, query);
    if (first < 0) {
      return key;
    }
    char before = key.uri().charAt(first - 1);
    return before == '?' || before == '&' ? key.withUri(key.uri().substring(0, first - 1)) : key;
  }

  /** What the key asks for of its playlist. */
  static DeliveryDirectives directives(CacheKey key) {
    return DeliveryDirectives.of(key.uri().substring(key.uri().indexOf('?') + 1));
  }

  /** Whether the name alone says that it is a playlist. Others pass, and are not kept. */
  static boolean isNamedAsOne(CacheKey key) {
    int query = key.uri().indexOf('?');
    String path = query < 0 ? key.uri() : key.uri().substring(0, query);
    return MediaTypes.isPlaylistExtension(MediaTypes.extension(path));
  }
}
