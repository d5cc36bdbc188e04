package io.github.hlsprebuffer.it.host;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** A response that has something done each time before content leaves for it. */
final class WatchedResponse extends HttpServletResponseWrapper {
  private final Runnable before;

  WatchedResponse(HttpServletResponse response, Runnable before) {
    super(response);
    this.before = before;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    return new WatchedOutput(super.getOutputStream());
  }

  private final class WatchedOutput extends ServletOutputStream {
    private final ServletOutputStream out;

    WatchedOutput(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      before.run();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      before.run();
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      before.run();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      before.run();
      out.close();
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}
