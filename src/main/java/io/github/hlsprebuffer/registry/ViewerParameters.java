package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.EncryptionKey;
import io.github.hlsprebuffer.playlist.IFrameStream;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.PartialSegment;
import io.github.hlsprebuffer.playlist.Playlist;
import io.github.hlsprebuffer.playlist.PreloadHint;
import io.github.hlsprebuffer.playlist.Rendition;
import io.github.hlsprebuffer.playlist.VariantStream;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Finds parameters that belong to one viewer, such as tokens, in the URIs of a playlist. */
record ViewerParameters(Set<String> names) {

  /** Whether any URI of the playlist has one of them. */
  boolean areIn(Playlist playlist) {
    return !names.isEmpty() && uris(playlist).anyMatch(this::areIn);
  }

  private static Stream<String> uris(Playlist playlist) {
    return playlist instanceof MediaPlaylist media
        ? uris(media)
        : uris((MultivariantPlaylist) playlist);
  }

  private static Stream<String> uris(MediaPlaylist playlist) {
    return Stream.of(
            playlist.segments().stream().flatMap(ViewerParameters::uris),
            playlist.parts().stream().map(PartialSegment::uri),
            playlist.preloadHints().stream().map(PreloadHint::uri),
            playlist.keys().stream().map(EncryptionKey::uri).filter(Objects::nonNull))
        .flatMap(uris -> uris);
  }

  private static Stream<String> uris(MediaSegment segment) {
    var map = segment.initializationSection();
    return map == null ? Stream.of(segment.uri()) : Stream.of(segment.uri(), map.uri());
  }

  private static Stream<String> uris(MultivariantPlaylist playlist) {
    return Stream.of(
            playlist.variants().stream().map(VariantStream::uri),
            playlist.renditions().stream().map(Rendition::uri).filter(Objects::nonNull),
            playlist.iframeStreams().stream().map(IFrameStream::uri),
            playlist.sessionKeys().stream().map(EncryptionKey::uri).filter(Objects::nonNull))
        .flatMap(uris -> uris);
  }

  /** In the path, too, where some origins put them: {@code /token=x/1.ts}. */
  private boolean areIn(String uri) {
    int equals = uri.indexOf('=');
    while (equals >= 0) {
      int start = equals;
      while (start > 0 && "?&;/".indexOf(uri.charAt(start - 1)) < 0) {
        start--;
      }
      if (names.contains(uri.substring(start, equals))) {
        return true;
      }
      equals = uri.indexOf('=', equals + 1);
    }
    return false;
  }
}
