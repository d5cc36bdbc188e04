package io.github.hlsprebuffer.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The host application's output stream, with a tee in it. */
final class TeeOutputStream extends ServletOutputStream {
  private final ServletOutputStream viewer;
  private final Tee tee;

  TeeOutputStream(ServletOutputStream viewer, Tee tee) {
    this.viewer = viewer;
    this.tee = tee;
  }

  @Override
  public void write(int b) throws IOException {
    tee.pass(new byte[] {(byte) b}, 0, 1, () -> viewer.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    tee.pass(bytes, offset, length, () -> viewer.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    tee.flush(viewer::flush);
  }

  @Override
  public void close() throws IOException {
    tee.close(viewer::close);
  }

  @Override
  public boolean isReady() {
    return viewer.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    viewer.setWriteListener(listener);
  }
}
