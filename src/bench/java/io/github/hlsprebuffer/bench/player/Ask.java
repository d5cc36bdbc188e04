package io.github.hlsprebuffer.bench.player;

import java.net.URI;

/**
 * A request, and how its answer is read.
 *
 * @param range the value of the field Range, or empty
 * @param bytesPerSecond how fast the body is read at most, or 0 for as fast as it comes
 * @param leaveAfter the visitor closes the connection once he has so many bytes of the body
 */
record Ask(String method, URI uri, String range, long bytesPerSecond, long leaveAfter) {
  static Ask get(URI uri) {
    return new Ask("GET", uri, "", 0, Long.MAX_VALUE);
  }

  Ask head() {
    return new Ask("HEAD", uri, range, bytesPerSecond, leaveAfter);
  }

  Ask ranged(String field) {
    return new Ask(method, uri, field, bytesPerSecond, leaveAfter);
  }

  Ask slowly(long atMostPerSecond) {
    return new Ask(method, uri, range, atMostPerSecond, leaveAfter);
  }

  Ask leavingAfter(long bytes) {
    return new Ask(method, uri, range, bytesPerSecond, bytes);
  }

  String text(String userAgent) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return "%s %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n%s\r\n"
        .formatted(
            method,
            uri.getRawPath(),
            query,
            uri.getRawAuthority(),
            userAgent,
            range.isEmpty() ? "" : "Range: " + range + "\r\n");
  }
}
