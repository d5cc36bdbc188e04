package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/**
 * Stands in front of the filter under test and forbids storing everything below {@code
 * /relay/late/}; not before it has to, so that the application can say something else: as security
 * frameworks do.
 */
public final class LateFieldsFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public LateFieldsFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean late = request.getRequestURI().contains("/relay/late/");
    chain.doFilter(
        request, late ? new WatchedResponse(response, () -> forbid(response)) : response);
  }

  private static void forbid(HttpServletResponse response) {
    if (response.getHeader("Cache-Control") == null) {
      response.setHeader("Cache-Control", "no-store");
    }
  }
}
