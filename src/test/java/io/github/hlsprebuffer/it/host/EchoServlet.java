package io.github.hlsprebuffer.it.host;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;

/**
 * Answers with what it is asked: method, user, name in the session, body and header fields, a line
 * each. Asked for {@code /login?NAME} it puts a name into a new session.
 */
public final class EchoServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public EchoServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("/login".equals(request.getPathInfo())) {
      request.getSession().setAttribute("name", request.getQueryString());
    }
    HttpSession session = request.getSession(/* create= */ false);
    byte[] body = request.getInputStream().readAllBytes();
    response.setContentType("video/mp2t");
    PrintWriter out = response.getWriter();
    // Not println: a container's writer may end lines as it likes, and Undertow's does, with CRLF.
    out.print("method " + request.getMethod() + "\n");
    out.print("user " + request.getRemoteUser() + "\n");
    out.print("session " + (session == null ? "none" : session.getAttribute("name")) + "\n");
    out.print("body " + new String(body, StandardCharsets.UTF_8) + "\n");
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        out.print(name.toLowerCase(Locale.ROOT) + ": " + value + "\n");
      }
    }
    out.flush(); // of a small answer without a length nobody else knows when its head is final
  }
}
