package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Answers given by writer or stream on the request's own thread. */
final class PlainAnswers {
  private static final String TEXT = "Gr\u00fc\u00dfe, 5 \u20ac, \ud83c\udfac\n";

  private PlainAnswers() {}

  static Map<String, Answer> byName() {
    Map<String, Answer> answers = new TreeMap<>();
    answers.put("nothing", (request, response) -> {});
    answers.put("no-content", (request, response) -> response.setStatus(204));
    answers.put("writer-utf8", (request, response) -> write(response, "text/plain;charset=UTF-8"));
    answers.put(
        "writer-utf16", (request, response) -> write(response, "text/plain;charset=UTF-16"));
    answers.put(
        "writer-latin", (request, response) -> write(response, "text/plain;charset=ISO-8859-1"));
    answers.put("writer-default", (request, response) -> write(response, "text/plain"));
    answers.put("writer-late-type", (request, response) -> lateType(response));
    answers.put("writer-long", (request, response) -> writeMuch(response));
    answers.put("writer-check-error", (request, response) -> checkError(response));
    answers.put("writer-close", (request, response) -> closeWriter(response));
    answers.put("stream-print", (request, response) -> print(response.getOutputStream()));
    answers.put("stream-single-bytes", (request, response) -> singleBytes(response));
    answers.put("stream-close", (request, response) -> closeStream(response));
    answers.put("fields", (request, response) -> fields(response));
    answers.put("redirect", (request, response) -> response.sendRedirect("elsewhere.html"));
    answers.put("send-error", (request, response) -> response.sendError(410));
    answers.put("send-error-message", (request, response) -> response.sendError(404, "no such"));
    answers.put("send-error-late", (request, response) -> sendErrorLate(response));
    return answers;
  }

  private static void write(HttpServletResponse response, String type) throws IOException {
    response.setContentType(type);
    PrintWriter writer = response.getWriter();
    writer.write(TEXT);
    writer.printf(Locale.ROOT, "%s %d%n", "formatted", 42);
    writer.append('c').append(TEXT, 0, 3).println(true);
  }

  private static void lateType(HttpServletResponse response) throws IOException {
    PrintWriter writer = response.getWriter();
    writer.write(TEXT);
    response.setContentType("application/vnd.apple.mpegurl;charset=UTF-8");
  }

  private static void writeMuch(HttpServletResponse response) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    for (int i = 0; i < 5_000; i++) {
      response.getWriter().print(TEXT);
    }
  }

  private static void checkError(HttpServletResponse response) throws IOException {
    response.getWriter().print(TEXT);
    response.addHeader("X-Error", Boolean.toString(response.getWriter().checkError()));
    response.getWriter().print(TEXT);
  }

  private static void closeWriter(HttpServletResponse response) throws IOException {
    PrintWriter writer = response.getWriter();
    writer.print("closed");
    writer.close();
    writer.print("never seen");
    response.addHeader("X-Late", "never seen");
  }

  private static void print(ServletOutputStream out) throws IOException {
    out.print("text ");
    out.println(42);
    out.println(true);
    out.print(1.5);
    out.println();
  }

  private static void singleBytes(HttpServletResponse response) throws IOException {
    for (byte b : TEXT.getBytes(StandardCharsets.UTF_8)) {
      response.getOutputStream().write(b);
    }
  }

  private static void closeStream(HttpServletResponse response) throws IOException {
    response.getOutputStream().print("closed");
    response.getOutputStream().close();
    response.addHeader("X-Late", "never seen");
  }

  private static void fields(HttpServletResponse response) throws IOException {
    response.setHeader("ETag", "\"v1\"");
    response.setDateHeader("Last-Modified", 1_700_000_000_000L);
    response.addHeader("X-Twice", "one");
    response.addHeader("X-Twice", "two");
    response.addIntHeader("X-Number", 7);
    response.setLocale(Locale.GERMANY);
    response.addCookie(new Cookie("session", "s1"));
    response.setContentType("video/mp2t");
    response.getOutputStream().print("segment");
  }

  private static void sendErrorLate(HttpServletResponse response) throws IOException {
    response.setHeader("X-Kept", "yes");
    response.getOutputStream().print("never seen");
    response.sendError(503);
  }
}
