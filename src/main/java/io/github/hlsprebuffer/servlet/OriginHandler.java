package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Origin mode: answers every request of the filter's paths from the store or from the origin. */
final class OriginHandler implements RequestHandler {
  private final FilterContext context;
  private final OriginMapper mapper;
  private final StoredAnswers stored;
  private final FillAnswers fills;

  OriginHandler(FilterContext context, OriginMapper mapper) {
    this.context = context;
    this.mapper = mapper;
    this.stored = new StoredAnswers(context);
    this.fills = new FillAnswers(context);
  }

  @Override
  public void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    boolean withBody = method.equals("GET");
    OriginExchange exchange =
        exchange(
            new ViewerExchange(
                request, RequestFields.of(request), withBody, /* refuses= */ true, response));
    if (exchange == null) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    } else if (withBody) {
      exchange.get();
    } else {
      exchange.head();
    }
  }

  /** The exchange, or null where the request names nothing of the origin's. */
  private @Nullable OriginExchange exchange(ViewerExchange viewers) {
    HttpServletRequest request = viewers.request();
    ViewerMapping mapping = mapper.map(request, viewers.fields());
    if (mapping == null || ClientUris.hasFragment(request)) {
      return null;
    }
    String clientUri = mapping.client().requested(request);
    Kind byName = kind(MediaTypes.extension(request.getRequestURI()));
    ResourceRequest resource =
        mapping.resource(request.getMethod(), clientUri, /* range= */ null, byName);
    return resource == null
        ? null
        : new OriginExchange(context, stored, fills, viewers, mapping, clientUri, resource);
  }

  private static Kind kind(String extension) {
    if (MediaTypes.isPlaylistExtension(extension)) {
      return Kind.PLAYLIST;
    }
    return MediaTypes.isSegmentExtension(extension) ? Kind.SEGMENT : Kind.OTHER;
  }
}
