package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the host application's paths to the same paths over loopback. */
final class HostMapper {
  /** Fields of one request that mean nothing, or the wrong thing, in another. */
  private static final Set<String> NOT_REPEATED =
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

  private final PrebufferConfig config;
  private final Loopback loopback;

  HostMapper(PrebufferConfig config, Loopback loopback) {
    this.config = config;
    this.loopback = loopback;
  }

  ViewerMapping map(HttpServletRequest request, HttpFields fields) {
    String prefix = request.getContextPath();
    ClientUris client = ClientUris.of(request, prefix);
    HttpFields repeated =
        fields
            .endToEnd()
            .filter(name -> isRepeated(name))
            .with("X-Forwarded-For", request.getRemoteAddr())
            .with("X-Forwarded-Proto", request.getScheme());
    @Nullable String host = request.getHeader("Host");
    return new ViewerMapping(
        client,
        loopback.base(request) + prefix,
        client.origin() + prefix,
        host,
        repeated.with(Loopback.FIELD, Loopback.secretValue()),
        RequestFields.partition(fields, config.partitionHeaders()),
        config.ignoreQueryParams(),
        config.forwardCmcd());
  }

  /** What a player says of itself was said of its own request. */
  private static boolean isRepeated(String name) {
    return !NOT_REPEATED.contains(name) && !isForwarding(name) && !name.startsWith("cmcd-");
  }

  /**
   * Fields by which a proxy tells whom it speaks for. From this server itself they would be
   * believed, so we say what the container believes, and repeat nothing that a viewer may have made
   * up.
   */
  private static boolean isForwarding(String name) {
    return name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("x-real-ip");
  }
}
