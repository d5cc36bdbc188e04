package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ResponseHead;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which redirects of a segment are followed on the viewer's behalf: those within the same
 * origin, or to an origin that the configuration allows. All others go to the viewer as they are,
 * and so does every redirect of a playlist, for the viewer resolves URIs against where it leads,
 * and every one by which this server answers itself: what is refused to the viewer's address may be
 * open to this server's own.
 */
final class RedirectPolicy {
  static final int MAX_REDIRECTS = 5;

  // Credentials above all, and the secret of a loopback request, are not another server's business.
  private static final Set<String> FOR_OTHER_ORIGINS =
      Set.of("accept", "accept-encoding", "accept-language", "if-range", "range", "user-agent");

  private final Set<String> allowedOrigins;

  RedirectPolicy(Set<String> allowedOrigins) {
    this.allowedOrigins = allowedOrigins;
  }

  /** How to go on, or null where the redirect is not ours to follow. */
  @Nullable FetchRequest next(FetchRequest request, ResponseHead head) {
    String location = head.fields().first("location");
    if (location == null || !isRedirect(head.status()) || request.isLoopback()) {
      return null;
    }
    try {
      return next(request, request.uri().resolve(location));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable FetchRequest next(FetchRequest request, URI target) {
    if (target.getHost() == null || target.getRawUserInfo() != null) {
      return null;
    }
    String origin = origin(target);
    if (origin.equals(origin(request.uri()))) {
      return new FetchRequest(
          request.method(), target, request.host(), request.fields(), request.mayBlock());
    }
    return allowedOrigins.contains(origin)
        ? new FetchRequest(
            request.method(),
            target,
            null,
            request.fields().filter(FOR_OTHER_ORIGINS::contains),
            request.mayBlock())
        : null;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int defaultPort = scheme.equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == defaultPort ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
  }
}
