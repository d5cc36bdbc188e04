package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** The response that the host application sees: everything passes, and a tee listens. */
final class TeeResponse extends HttpServletResponseWrapper {
  private static final String CONTENT_LENGTH = "Content-Length";

  private final Tee tee;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  TeeResponse(HttpServletResponse response, Tee tee) {
    super(response);
    this.tee = tee;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new TeeOutputStream(super.getOutputStream(), tee);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = TeeWriter.around(super.getWriter(), getCharacterEncoding(), tee);
    }
    return writer;
  }

  @Override
  public void setContentLength(int length) {
    tee.announceLength(length);
    super.setContentLength(length);
  }

  @Override
  public void setContentLengthLong(long length) {
    tee.announceLength(length);
    super.setContentLengthLong(length);
  }

  // The length can be announced by any of the six setters of fields.

  @Override
  public void setHeader(String name, String value) {
    listen(name, value);
    super.setHeader(name, value);
  }

  @Override
  public void addHeader(String name, String value) {
    listen(name, value);
    super.addHeader(name, value);
  }

  @Override
  public void setIntHeader(String name, int value) {
    listen(name, Integer.toString(value));
    super.setIntHeader(name, value);
  }

  @Override
  public void addIntHeader(String name, int value) {
    listen(name, Integer.toString(value));
    super.addIntHeader(name, value);
  }

  @Override
  public void addCookie(Cookie cookie) {
    tee.setsCookie();
    super.addCookie(cookie);
  }

  private void listen(String name, @Nullable String value) {
    if (CONTENT_LENGTH.equalsIgnoreCase(name) && value != null) {
      try {
        tee.announceLength(Long.parseLong(value.trim()));
      } catch (NumberFormatException e) {
        tee.announceLength(-1);
      }
    }
  }

  @Override
  public void flushBuffer() throws IOException {
    tee.flush(super::flushBuffer);
  }

  @Override
  public void reset() {
    super.reset();
    // The host begins again; what the tee heard before is void.
    stream = null;
    writer = null;
    tee.announceLength(-1);
    tee.restart();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    tee.restart();
  }

  /** A new session sets a cookie. */
  void beginsSession() {
    tee.setsCookie();
  }

  /** What was written so far will not be seen, whoever empties the buffer. */
  void takeBack() {
    tee.restart();
  }

  @Override
  public void sendError(int status) throws IOException {
    tee.abort("The host sent the error " + status);
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    tee.abort("The host sent the error " + status);
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    tee.abort("The host sent a redirect");
    super.sendRedirect(location);
  }
}
