package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Maps the host application's paths to the same paths over loopback. */
final class HostMapper {
  private final PrebufferConfig config;
  private final Loopback loopback;
  private final String space;

  /**
   * A mapper.
   *
   * @param ownSpace for keys of what this application itself produces
   */
  HostMapper(PrebufferConfig config, Loopback loopback, String ownSpace) {
    this.space = KeySpaces.of(ownSpace, config.ignoreQueryParams());
    this.config = config;
    this.loopback = loopback;
  }

  ViewerMapping map(HttpServletRequest request, HttpFields fields) {
    String prefix = request.getContextPath();
    ClientUris client = ClientUris.of(request, prefix);
    HttpFields repeated =
        fields
            .endToEnd()
            .filter(HostRequests::isRepeated)
            .with("X-Forwarded-For", request.getRemoteAddr())
            .with("X-Forwarded-Proto", request.getScheme());
    @Nullable String host = request.getHeader("Host");
    return new ViewerMapping(
        client,
        loopback.base(request) + prefix,
        client.origin() + prefix,
        host,
        repeated.with(Loopback.FIELD, Loopback.secretValue()),
        RequestFields.partition(fields, config.partitionHeaders(), request.getUserPrincipal()),
        space,
        config.ignoreQueryParams(),
        config.forwardCmcd());
  }
}
