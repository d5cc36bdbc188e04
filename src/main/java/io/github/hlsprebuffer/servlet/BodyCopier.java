package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.Slice;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Copies a body to a viewer on the thread of its request. */
final class BodyCopier {
  private BodyCopier() {}

  /** Copies the body and closes it. The container sees an exception if it ends early. */
  static void copy(BodySource body, HttpServletResponse to) throws IOException {
    try (body) {
      ServletOutputStream out = to.getOutputStream();
      boolean flushed = true;
      for (@Nullable Slice bytes = body.next(); bytes != null; bytes = body.next()) {
        if (bytes.isThere()) {
          bytes.writeTo(out);
          bytes.giveBack();
          flushed = false;
          continue;
        }
        if (!flushed) {
          // The viewer gets what is there before we wait for more.
          out.flush();
          out.flush(); // Liberty ignores the first one of each response
          flushed = true;
        }
        body.await();
      }
    }
  }
}
