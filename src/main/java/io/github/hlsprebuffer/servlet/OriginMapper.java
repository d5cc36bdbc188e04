package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.http.HttpFields;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the filter's paths to the origin's: {@code /hls/a/b.m3u8} to {@code ORIGIN/a/b.m3u8}. */
final class OriginMapper {
  // RFC 9110 §7.6.3. The same whatever a viewer speaks, for viewers share what is fetched.
  private static final String VIA = "1.1 hls-prebuffer";

  private static final Set<String> OF_FRAMING =
      Set.of("content-length", "content-type", "expect", "range", "if-range");

  private final PrebufferConfig config;
  private final URI origin;
  private final FilterPrefixes prefixes;
  private final Loopback loopback;
  private final String space;

  /**
   * A mapper.
   *
   * @param ownSpace for keys of what this application itself produces
   */
  OriginMapper(
      PrebufferConfig config,
      URI origin,
      FilterPrefixes prefixes,
      Loopback loopback,
      String ownSpace) {
    this.space = KeySpaces.of(origin.isAbsolute() ? "" : ownSpace, config.ignoreQueryParams());
    this.config = config;
    this.origin = origin;
    this.prefixes = prefixes;
    this.loopback = loopback;
  }

  /** The mapping for a viewer; null where the request's path is not below the filter's mapping. */
  @Nullable ViewerMapping map(HttpServletRequest request, HttpFields fields) {
    String prefix = prefixes.prefixOf(request);
    if (prefix == null) {
      return null;
    }
    HttpFields forwarded = fields.endToEnd().filter(this::isForwarded);
    String base = base(request);
    return new ViewerMapping(
        ClientUris.of(request, prefix),
        base,
        base,
        /* host= */ null,
        origin.isAbsolute()
            ? forwarded.with("Via", VIA)
            : forwarded.with(Loopback.FIELD, Loopback.secretValue()),
        RequestFields.partition(forwarded, config.forwardHeaders()),
        space,
        config.ignoreQueryParams(),
        config.forwardCmcd());
  }

  /** Whatever the setting says: how the viewer frames his request is nothing to the origin's. */
  private boolean isForwarded(String name) {
    return config.forwardHeaders().contains(name) && !OF_FRAMING.contains(name);
  }

  private String base(HttpServletRequest request) {
    return origin.isAbsolute()
        ? origin.toString()
        : loopback.base(request) + request.getContextPath() + origin.getRawPath();
  }
}
