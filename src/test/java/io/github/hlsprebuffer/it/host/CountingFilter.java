package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Stands between the filter under test and the host application and counts what reaches the latter.
 * Under {@link #REPORT} it answers with one line for each path: count, blank, path.
 */
public final class CountingFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** Where the counts are; a name that is no matter of HLS. */
  public static final String REPORT = "/host-requests.txt";

  private final transient ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

  /** For the container. */
  public CountingFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (path.equals(REPORT)) {
      report(response);
    } else {
      String query = request.getQueryString();
      counts.merge(query == null ? path : path + "?" + query, 1, Integer::sum);
      chain.doFilter(request, response);
    }
  }

  private void report(HttpServletResponse response) throws IOException {
    StringBuilder lines = new StringBuilder();
    counts.forEach((path, count) -> lines.append(count).append(' ').append(path).append('\n'));
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write(lines.toString());
  }
}
