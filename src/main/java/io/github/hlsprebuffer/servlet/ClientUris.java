package io.github.hlsprebuffer.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The URIs of one viewer: how the viewer calls this server, and which paths are this filter's.
 *
 * @param origin {@code scheme://host[:port]} as the viewer has it
 * @param prefix path below which everything is this filter's, context path included
 */
record ClientUris(String origin, String prefix) {
  static ClientUris of(HttpServletRequest request, String prefix) {
    String host = request.getHeader("Host");
    String authority = host == null ? request.getServerName() : host;
    return new ClientUris(request.getScheme() + "://" + authority, prefix);
  }

  /** The absolute URI that was asked for. */
  String requested(HttpServletRequest request) {
    String query = request.getQueryString();
    return origin + request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  /**
   * What follows the prefix in a URI, query included; null where the URI is not this filter's or
   * its path is deceptive.
   */
  @Nullable String within(String absoluteUri) {
    String uri = UriText.withoutFragment(absoluteUri);
    String authority = origin.substring(schemeEnd(origin));
    int authorityAt = schemeEnd(uri);
    int pathAt = authorityAt + authority.length();
    int restAt = pathAt + prefix.length();
    boolean below =
        authorityAt > 0
            && uri.regionMatches(
                /* ignoreCase= */ true, authorityAt, authority, 0, authority.length())
            && uri.startsWith(prefix + "/", pathAt);
    if (!below) {
      return null;
    }
    String rest = uri.substring(restAt);
    int query = rest.indexOf('?');
    return UriText.isDeceptive(query < 0 ? rest : rest.substring(0, query)) ? null : rest;
  }

  /**
   * Where the authority begins; 0 where there is none. Whether it is http or https does not matter:
   * behind something that ends TLS, playlists and requests may disagree about it.
   */
  private static int schemeEnd(String uri) {
    boolean http = uri.regionMatches(/* ignoreCase= */ true, 0, "http://", 0, 7);
    boolean https = uri.regionMatches(/* ignoreCase= */ true, 0, "https://", 0, 8);
    return http ? 7 : https ? 8 : 0;
  }
}
