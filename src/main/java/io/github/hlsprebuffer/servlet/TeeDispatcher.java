package io.github.hlsprebuffer.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Forwards and includes, and tells the tee that what was written before a forward is taken back
 * (Servlet 6.0 §9.4): Jetty empties the buffer below us and nobody hears of it.
 */
record TeeDispatcher(RequestDispatcher dispatcher, TeeResponse tee) implements RequestDispatcher {
  /**
   * Whether a dispatcher empties the buffer through the response that it is given, as Catalina's
   * does. Where GlassFish dispatches asynchronously, it asks the request for one and takes none but
   * its own: the application would get a {@code ClassCastException}, and the viewer nothing at all.
   */
  static boolean isNeedlessFor(RequestDispatcher dispatcher) {
    return dispatcher.getClass().getName().startsWith("org.apache.catalina.");
  }

  @Override
  public void forward(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    if (!response.isCommitted()) {
      tee.takeBack();
    }
    dispatcher.forward(request, response);
  }

  @Override
  public void include(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    dispatcher.include(request, response);
  }
}
