package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Answers that go wrong, or change while they are given. */
final class FaultyAnswers {
  private static final byte[] BODY = FramedAnswers.bytes(30_000);

  private FaultyAnswers() {}

  static Map<String, Answer> byName() {
    return Map.of(
        "writes-less", (request, response) -> announcing(response, 30_000, 20_000),
        "writes-more", (request, response) -> announcing(response, 20_000, 30_000),
        "writes-more-later",
            (request, response) -> {
              announcing(response, 20_000, 20_000);
              response.getOutputStream().write(BODY, 0, 100);
            },
        "throws-first",
            (request, response) -> {
              throw new ServletException("thrown on purpose");
            },
        "throws-unchecked",
            (request, response) -> {
              throw new IllegalStateException("thrown on purpose");
            },
        "throws-uncommitted",
            (request, response) -> {
              response.getOutputStream().print("never seen");
              throw new IOException("thrown on purpose");
            },
        "throws-committed",
            (request, response) -> {
              response.getOutputStream().write(BODY, 0, 10_000);
              response.flushBuffer();
              throw new IOException("thrown on purpose");
            },
        "forbids-late",
            (request, response) -> {
              response.getOutputStream().print("written before it is forbidden");
              response.setHeader("Cache-Control", "no-store");
            },
        "fails-late",
            (request, response) -> {
              response.getOutputStream().print("written before the status is set");
              response.setStatus(503);
            });
  }

  private static void announcing(HttpServletResponse response, int announced, int written)
      throws IOException {
    response.setContentType("video/mp2t");
    response.setContentLength(announced);
    response.getOutputStream().write(BODY, 0, written);
  }
}
