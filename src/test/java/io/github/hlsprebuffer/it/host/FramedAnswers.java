package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Answers that announce their length in one way or another, flush, or begin again. */
final class FramedAnswers {
  /** More than any buffer, of which Tomcat keeps a large one for later responses. */
  private static final byte[] BODY = bytes(150_000);

  private FramedAnswers() {}

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  static Map<String, Answer> byName() {
    Map<String, Answer> answers = new TreeMap<>();
    String length = Integer.toString(BODY.length);
    answers.put("length-int", framed(response -> response.setContentLength(BODY.length)));
    answers.put("length-long", framed(response -> response.setContentLengthLong(BODY.length)));
    answers.put("length-set", framed(response -> response.setHeader("Content-Length", length)));
    answers.put("length-add", framed(response -> response.addHeader("content-length", length)));
    answers.put(
        "length-set-int", framed(response -> response.setIntHeader("Content-Length", BODY.length)));
    answers.put(
        "length-add-int", framed(response -> response.addIntHeader("Content-Length", BODY.length)));
    answers.put("chunked", framed(response -> {}));
    answers.put("flush-midway", (request, response) -> flushMidway(response, false));
    answers.put("flush-buffer-midway", (request, response) -> flushMidway(response, true));
    answers.put("flush-first", (request, response) -> flushFirst(response));
    answers.put("byte-buffer", (request, response) -> writeBuffer(response));
    answers.put("reset", (request, response) -> reset(response));
    answers.put("reset-length", (request, response) -> resetLength(response));
    answers.put("reset-buffer", (request, response) -> resetBuffer(response));
    return answers;
  }

  private static Answer framed(Consumer<HttpServletResponse> announcement) {
    return (request, response) -> {
      response.setContentType("video/mp2t");
      announcement.accept(response);
      ServletOutputStream out = response.getOutputStream();
      out.write(BODY, 0, 5_000);
      out.write(BODY, 5_000, BODY.length - 5_000);
    };
  }

  private static void flushMidway(HttpServletResponse response, boolean buffer) throws IOException {
    response.setContentType("video/mp2t");
    response.getOutputStream().write(BODY, 0, 100);
    if (buffer) {
      response.flushBuffer();
    } else {
      response.getOutputStream().flush();
    }
    response.addHeader("X-Late", "never seen");
    response.getOutputStream().write(BODY, 100, 900);
  }

  private static void flushFirst(HttpServletResponse response) throws IOException {
    response.setContentType("video/mp2t");
    response.flushBuffer();
    response.getOutputStream().write(BODY);
  }

  /** Servlet 6.1 has a method for buffers, which Servlet 6.0 knows nothing of. */
  private static void writeBuffer(HttpServletResponse response) throws IOException {
    response.setContentType("video/mp2t");
    ServletOutputStream out = response.getOutputStream();
    try {
      ServletOutputStream.class
          .getMethod("write", ByteBuffer.class)
          .invoke(out, ByteBuffer.wrap(BODY));
    } catch (NoSuchMethodException e) {
      out.write(BODY);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IOException(e);
    }
  }

  private static void reset(HttpServletResponse response) throws IOException {
    response.setStatus(500);
    response.setHeader("X-Wrong", "never seen");
    response.getOutputStream().print("never seen");
    response.reset();
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().print("second thoughts");
  }

  private static void resetLength(HttpServletResponse response) throws IOException {
    response.setContentLength(1_000);
    response.getOutputStream().write(BODY, 0, 500);
    response.reset();
    response.setContentType("video/mp2t");
    response.getOutputStream().write(BODY, 0, 2_000);
  }

  private static void resetBuffer(HttpServletResponse response) throws IOException {
    response.setContentType("video/mp2t");
    response.setHeader("X-Kept", "yes");
    response.getOutputStream().print("never seen");
    response.resetBuffer();
    response.getOutputStream().write(BODY, 0, 2_000);
  }
}
