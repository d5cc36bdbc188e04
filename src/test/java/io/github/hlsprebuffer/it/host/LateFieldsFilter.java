package io.github.hlsprebuffer.it.host;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.Serial;

/**
 * Stands in front of the filter under test and forbids storing everything below {@code
 * /relay/late/}; not before it has to, so that the application can say something else: as security
 * frameworks do.
 */
public final class LateFieldsFilter extends HttpFilter {
  @Serial private static final long serialVersionUID = 1L;

  /** For the container. */
  public LateFieldsFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean late = request.getRequestURI().contains("/relay/late/");
    chain.doFilter(request, late ? new LateResponse(response) : response);
  }

  private static final class LateResponse extends HttpServletResponseWrapper {
    LateResponse(HttpServletResponse response) {
      super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      return new LateOutput(this, super.getOutputStream());
    }
  }

  private static final class LateOutput extends ServletOutputStream {
    private final HttpServletResponse response;
    private final ServletOutputStream out;

    LateOutput(HttpServletResponse response, ServletOutputStream out) {
      this.response = response;
      this.out = out;
    }

    private void forbid() {
      if (response.getHeader("Cache-Control") == null) {
        response.setHeader("Cache-Control", "no-store");
      }
    }

    @Override
    public void write(int b) throws IOException {
      forbid();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      forbid();
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      forbid();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      forbid();
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
