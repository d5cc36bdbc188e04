package io.github.hlsprebuffer.it.host;

import java.util.Map;

/** Answers that other parts of the application give, by way of a request dispatcher. */
final class DispatchedAnswers {
  private DispatchedAnswers() {}

  static Map<String, Answer> byName() {
    return Map.of(
        "forward-to-file", forward("/page.html"),
        "forward-to-stream", forward("/answers/chunked.ts"),
        "forward-to-writer", forward("/answers/writer-utf8.txt"),
        "forward-to-nothing", forward("/not-there.html"),
        "forward-after-output",
            (request, response) -> {
              response.getOutputStream().print("never seen");
              request.getRequestDispatcher("/answers/stream-print.txt").forward(request, response);
            },
        "include-stream", include("/answers/stream-print.txt"),
        "include-file", include("/page.html"),
        "include-writer",
            (request, response) -> {
              response.setContentType("text/plain;charset=UTF-8");
              response.getWriter().print("before ");
              request.getRequestDispatcher("/answers/writer-utf8.txt").include(request, response);
              response.getWriter().print(" after");
            });
  }

  private static Answer forward(String path) {
    return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
  }

  private static Answer include(String path) {
    return (request, response) -> {
      response.setContentType("text/plain");
      response.getOutputStream().print("before ");
      request.getRequestDispatcher(path).include(request, response);
      response.getOutputStream().print(" after");
    };
  }
}
