package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/** Answers with one line for each filter of this application: its name and its class. */
public final class FiltersServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  /** Where it is; a name that is no matter of HLS. */
  public static final String PATH = "/filters.txt";

  /** For the container. */
  public FiltersServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    for (FilterRegistration filter : getServletContext().getFilterRegistrations().values()) {
      response.getWriter().write(filter.getName() + " " + filter.getClassName() + "\n");
    }
  }
}
