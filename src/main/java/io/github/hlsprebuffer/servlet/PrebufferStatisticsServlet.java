package io.github.hlsprebuffer.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/**
 * Answers with the statistics of this application as a flat JSON object of numbers. Map it where
 * only those who may see them get to.
 */
public final class PrebufferStatisticsServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public PrebufferStatisticsServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] json =
        ApplicationLife.registryOf(getServletContext())
            .statistics()
            .toJson()
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
