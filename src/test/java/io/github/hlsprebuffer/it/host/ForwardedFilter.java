package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;

/**
 * Stands in front of the filter under test and believes in the scheme that a proxy says, as
 * Tomcat's {@code RemoteIpFilter} does.
 */
public final class ForwardedFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public ForwardedFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Forwarded(request), response);
  }

  private static final class Forwarded extends HttpServletRequestWrapper {
    private final String scheme;

    Forwarded(HttpServletRequest request) {
      super(request);
      scheme =
          Objects.requireNonNullElse(request.getHeader("X-Forwarded-Proto"), request.getScheme());
    }

    @Override
    public String getScheme() {
      return scheme;
    }

    @Override
    public boolean isSecure() {
      return scheme.equals("https");
    }
  }
}
