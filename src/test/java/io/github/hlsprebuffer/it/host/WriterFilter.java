package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands in front of the filter under test and counts who writes: Tomcat, by the way on which a
 * request comes or a connection has something to say, or anybody else. Under {@link #REPORT} it
 * answers with both counts, a blank between them.
 */
public final class WriterFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** Where the counts are; a name that is no matter of HLS. */
  public static final String REPORT = "/writers.txt";

  private static final String DOOR = "org.apache.catalina.connector.CoyoteAdapter";

  private final transient LongAdder byTomcat = new LongAdder();
  private final transient LongAdder byOthers = new LongAdder();

  /** For the container. */
  public WriterFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().endsWith(REPORT)) {
      response.setContentType("text/plain;charset=UTF-8");
      response.getWriter().write(byTomcat.sum() + " " + byOthers.sum());
    } else {
      chain.doFilter(request, new WatchedResponse(response, this::count));
    }
  }

  private void count() {
    boolean cameByItself =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(DOOR)));
    (cameByItself ? byTomcat : byOthers).increment();
  }
}
