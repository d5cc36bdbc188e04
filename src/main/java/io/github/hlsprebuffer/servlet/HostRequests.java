package io.github.hlsprebuffer.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * Which requests of a viewer an application is asked by its URI alone, and what is not repeated.
 */
final class HostRequests {
  /** By these, frameworks take a request for one with another method, or for another resource. */
  private static final List<String> OVERRIDES =
      List.of(
          "X-HTTP-Method-Override",
          "X-HTTP-Method",
          "X-Method-Override",
          "X-Original-URL",
          "X-Rewrite-URL");

  /** Fields of one request that mean nothing, or the wrong thing, in another. */
  private static final Set<String> OF_ONE_REQUEST =
      Set.of(
          "host",
          "range",
          "if-range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since",
          "content-length",
          "content-type",
          "expect",
          "upgrade-insecure-requests",
          "x-hls-prebuffer-loopback");

  /** Names, or how they begin. */
  private static final List<String> OF_PROXIES =
      List.of(
          "forwarded",
          "x-forwarded-",
          "x-original-",
          "x-rewrite-",
          "x-real-",
          "x-remote-",
          "remote-",
          "x-client-",
          "client-",
          "true-client-",
          "x-ssl-",
          "ssl-",
          "x-tls-",
          "x-auth-request-",
          "x-envoy-",
          "x-arr-",
          "x-ms-client-",
          "x-amzn-",
          "x-goog-",
          "wl-proxy-",
          "cf-",
          "fastly-");

  /** What any of their names may hold. */
  private static final List<String> OF_IDENTITIES =
      List.of("client-ip", "clientip", "client-cert", "clientcert", "remote-user");

  private HostRequests() {}

  /**
   * Whether the answer is that to a GET of the URI. A body that changes it is in no cache key (RFC
   * 9110 §9.3.1), nor is a field that has it taken for another request.
   */
  static boolean isPlainGet(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null
        && !ClientUris.hasFragment(request)
        && !hidesSession(request)
        && OVERRIDES.stream().allMatch(name -> request.getHeader(name) == null);
  }

  /**
   * Whether the session that the path names is in no URI that we see, and so in none that we could
   * ask for: GlassFish and Liberty take it off.
   */
  private static boolean hidesSession(HttpServletRequest request) {
    String id = request.isRequestedSessionIdFromURL() ? request.getRequestedSessionId() : null;
    return id != null && !request.getRequestURI().contains("=" + id);
  }

  /**
   * Whether a field of a viewer's request is part of our own for the same viewer. What a player
   * says of itself was said of its own request. And fields by which a proxy tells whom it speaks
   * for would be believed from this server's own address, so nothing is repeated that a viewer may
   * have made up.
   *
   * @param name in lower case
   */
  static boolean isRepeated(String name) {
    return !OF_ONE_REQUEST.contains(name) && !name.startsWith("cmcd-") && !isOfProxies(name);
  }

  private static boolean isOfProxies(String name) {
    // Behind some interfaces the two are the same.
    String dashed = name.replace('_', '-');
    return OF_PROXIES.stream().anyMatch(dashed::startsWith)
        || OF_IDENTITIES.stream().anyMatch(dashed::contains)
        || OVERRIDES.stream().anyMatch(dashed::equalsIgnoreCase);
  }
}
