package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/**
 * Stands in front of the filter under test and refuses everything below {@code /relay/guarded/} to
 * viewers without the token.
 */
public final class TokenFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** The field line that lets a request pass. */
  public static final String FIELD_LINE = "X-Token: right";

  /** For the container. */
  public TokenFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean guarded = request.getRequestURI().contains("/relay/guarded/");
    if (guarded && !"right".equals(request.getHeader("X-Token"))) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else {
      chain.doFilter(request, response);
    }
  }
}
