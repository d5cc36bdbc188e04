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
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  static ClientUris of(HttpServletRequest request, String prefix) {
    String host = request.getHeader("Host");
    String authority = host == null ? request.getServerName() : host;
    return new ClientUris(request.getScheme() + "://" + authority, prefix);
  }

  /**
   * Whether the request's target has a fragment, which none may have (RFC 9112 §3.2). GlassFish
   * hands it on, and it would be no part of what is asked for and kept.
   */
  static boolean hasFragment(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI().indexOf('#') >= 0 || (query != null && query.indexOf('#') >= 0);
  }

  /** The absolute URI that was asked for. */
  String requested(HttpServletRequest request) {
    String query = request.getQueryString();
    return origin + request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  /** A reference to what follows the prefix so, which never leads to another server. */
  String location(String rest) {
    // RFC 3986 §4.2: with two slashes in front it would name one.
    return prefix.isEmpty() && rest.startsWith("//") ? "/." + rest : prefix + rest;
  }

  /**
   * What follows the prefix in a URI, query included; null where the URI is not this filter's or
   * its path is deceptive.
   */
  @Nullable String within(String absoluteUri) {
    String uri = UriText.withoutFragment(absoluteUri);
    int authorityAt = schemeEnd(uri);
    int pathAt = authorityAt == 0 ? -1 : uri.indexOf('/', authorityAt);
    boolean below =
        pathAt > 0 && isAuthority(uri, authorityAt, pathAt) && uri.startsWith(prefix + "/", pathAt);
    if (!below) {
      return null;
    }
    String rest = uri.substring(pathAt + prefix.length());
    int query = rest.indexOf('?');
    return UriText.isDeceptive(query < 0 ? rest : rest.substring(0, query)) ? null : rest;
  }

  /** Whether that part of a URI is how the viewer calls this server. */
  private boolean isAuthority(String uri, int start, int end) {
    int own = schemeEnd(origin);
    return isSame(uri, start, end, own, origin.length())
        // RFC 3986 §6.2.3: a port that is the scheme's default may be said, or not.
        || isSame(
            uri,
            start,
            withoutDefaultPort(uri, end),
            own,
            withoutDefaultPort(origin, origin.length()));
  }

  private boolean isSame(String uri, int start, int end, int ownStart, int ownEnd) {
    return end - start == ownEnd - ownStart
        && uri.regionMatches(/* ignoreCase= */ true, start, origin, ownStart, end - start);
  }

  private static int withoutDefaultPort(String uri, int authorityEnd) {
    String port = schemeEnd(uri) == HTTPS.length() ? ":443" : ":80";
    int portAt = authorityEnd - port.length();
    return uri.startsWith(port, portAt) ? portAt : authorityEnd;
  }

  /**
   * Where the authority begins; 0 where there is none. Whether it is http or https does not matter:
   * behind something that ends TLS, playlists and requests may disagree about it.
   */
  private static int schemeEnd(String uri) {
    boolean http = uri.regionMatches(/* ignoreCase= */ true, 0, HTTP, 0, HTTP.length());
    boolean https = uri.regionMatches(/* ignoreCase= */ true, 0, HTTPS, 0, HTTPS.length());
    return http ? HTTP.length() : https ? HTTPS.length() : 0;
  }
}
