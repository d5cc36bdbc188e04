package io.github.hlsprebuffer.it.host;

import io.github.hlsprebuffer.registry.PrebufferRegistry;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/** Answers with the statistics that the CDI container's bean has. */
public final class CdiServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public CdiServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response
        .getWriter()
        .write(CDI.current().select(PrebufferRegistry.class).get().statistics().toJson());
  }
}
