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
    /** A playlist names resources with such names; else as the next. */
    UNKNOWN,
    /** A playlist if the response's media type says so. */
    MAYBE_PLAYLIST,
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
    // Once: most of what an application serves goes through here for nothing.
    String extension = MediaTypes.extension(name);
    if (MediaTypes.isPlaylistExtension(extension)) {
      return Match.PLAYLIST;
    }
    if (MediaTypes.isSegmentExtension(extension)) {
      return Match.SEGMENT;
    }
    if (namedByPlaylists.test(extension)) {
      return Match.UNKNOWN;
    }
    return DYNAMIC_EXTENSIONS.contains(extension) ? Match.MAYBE_PLAYLIST : Match.NOT_HLS;
  }
}
