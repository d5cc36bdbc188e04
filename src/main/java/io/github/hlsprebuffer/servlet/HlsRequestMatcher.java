package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.MediaTypes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Predicate;

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

  // What a script or a route answers may be anything; a file says by its name what it is.
  private static final Set<String> DYNAMIC_EXTENSIONS =
      Set.of("", "php", "jsp", "jspx", "do", "action", "asp", "aspx", "ashx", "cgi", "py", "pl");

  private final Predicate<String> namedByPlaylists;

  /**
   * A matcher.
   *
   * @param namedByPlaylists whether a registered playlist names anything with an extension, in
   *     lower case: some packagers call their segments {@code .jpg} or {@code .html}
   */
  HlsRequestMatcher(Predicate<String> namedByPlaylists) {
    this.namedByPlaylists = namedByPlaylists;
  }

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
    String extension = MediaTypes.extension(name);
    return DYNAMIC_EXTENSIONS.contains(extension) || namedByPlaylists.test(extension)
        ? Match.UNKNOWN
        : Match.NOT_HLS;
  }
}
