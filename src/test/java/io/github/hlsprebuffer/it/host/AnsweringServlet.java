package io.github.hlsprebuffer.it.host;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Answers in the way that the request's name says, whatever its extension: {@code /flush-midway.ts}
 * and {@code /flush-midway.m3u8} differ for the filter only.
 */
public final class AnsweringServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Map<String, Answer> answers = new HashMap<>();

  /** For the container. */
  public AnsweringServlet() {
    answers.putAll(PlainAnswers.byName());
    answers.putAll(FramedAnswers.byName());
    answers.putAll(DispatchedAnswers.byName());
    answers.putAll(AsyncAnswers.byName());
    answers.putAll(FaultyAnswers.byName());
  }

  /** The names of all answers. */
  public static SortedSet<String> names() {
    return new TreeSet<>(new AnsweringServlet().answers.keySet());
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    // An included servlet sees the path of the one that includes it.
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    String path = included == null ? request.getPathInfo() : included.toString();
    String name = path.replaceFirst("^/", "").replaceFirst("\\.\\w+$", "");
    Answer answer = answers.get(name);
    if (answer == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else {
      answer.give(request, response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = request.getInputStream().readAllBytes();
    response.setContentType("application/octet-stream");
    response.getOutputStream().write(body);
  }
}
