package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Has what was written so far leave, be it only the head. Liberty ignores the first flush of each
 * response: it hopes for more, whose length it could then say. So there are two.
 */
final class FirstFlush {
  private FirstFlush() {}

  static void of(HttpServletResponse response) throws IOException {
    response.flushBuffer();
    of(response.getOutputStream());
  }

  static void of(ServletOutputStream out) throws IOException {
    out.flush();
    out.flush();
  }
}
