package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.MediaTypes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Classifies requests by name, before anything is known of the response. */
final class HlsRequestMatcher {
  /** What a name says. */
  enum Match {
    /** A playlist. */
    PLAYLIST,
    /** A media segment. */
    SEGMENT,
    /** The response's media type decides, or a playlist that names it. */
    UNKNOWN,
    /** Nothing of HLS; such requests pass untouched. */
    NOT_HLS
  }

  private static final Set<String> OTHER_EXTENSIONS =
      Set.of(
          "html", "htm", "xhtml", "css", "js", "mjs", "json", "map", "xml", "txt", "md", "pdf",
          "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "woff", "woff2", "ttf",
          "otf", "eot", "zip", "gz", "jar", "war", "wasm", "csv", "key");

  Match match(HttpServletRequest request) {
    String path = request.getRequestURI();
    int parameter = path.indexOf(';');
    String name = parameter < 0 ? path : path.substring(0, parameter);
    if (MediaTypes.isPlaylistName(name)) {
      return Match.PLAYLIST;
    }
    if (MediaTypes.isSegmentName(name)) {
      return Match.SEGMENT;
    }
    return OTHER_EXTENSIONS.contains(MediaTypes.extension(name)) ? Match.NOT_HLS : Match.UNKNOWN;
  }
}
