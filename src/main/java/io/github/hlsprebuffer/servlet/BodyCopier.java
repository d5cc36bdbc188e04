package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** Copies bytes of a fill to a viewer as they arrive. */
final class BodyCopier {
  private BodyCopier() {}

  /**
   * Copies the rest of the fill. The container sees an exception if the fill ends early.
   *
   * @param patience longest wait for the next bytes
   */
  static void copy(FillReader from, HttpServletResponse to, Duration patience) throws IOException {
    ServletOutputStream out = to.getOutputStream();
    try {
      Slice bytes = from.read(patience);
      while (bytes != null) {
        bytes.writeTo(out);
        if (!from.isReady()) {
          // The viewer gets what is there before we wait for more.
          out.flush();
        }
        bytes = from.read(patience);
      }
    } catch (FillException e) {
      throw new TruncatedResponseException("The body ended early: " + e.getMessage(), e);
    }
  }
}
