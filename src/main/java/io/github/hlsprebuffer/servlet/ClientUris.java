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
    String base = origin + prefix;
    boolean below =
        uri.regionMatches(/* ignoreCase= */ true, 0, origin, 0, origin.length())
            && uri.startsWith(prefix, origin.length())
            && uri.length() > base.length()
            && uri.charAt(base.length()) == '/';
    if (!below) {
      return null;
    }
    String rest = uri.substring(base.length());
    int query = rest.indexOf('?');
    return UriText.isDeceptive(query < 0 ? rest : rest.substring(0, query)) ? null : rest;
  }
}
