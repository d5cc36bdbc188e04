package io.github.hlsprebuffer.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;
import java.io.Writer;

/**
 * The host application's writer, with a tee in it. The container's own writer does the writing, so
 * that the viewer gets what it would get without us; the copy is encoded alongside.
 */
final class TeeWriter extends Writer {
  private final PrintWriter viewer;
  private final Tee tee;
  private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
  private final OutputStreamWriter encoder;

  private TeeWriter(PrintWriter viewer, String encoding, Tee tee)
      throws UnsupportedEncodingException {
    this.viewer = viewer;
    this.tee = tee;
    this.encoder = new OutputStreamWriter(encoded, encoding);
  }

  static PrintWriter around(PrintWriter viewer, String encoding, Tee tee) throws IOException {
    return new PrintWriter(new TeeWriter(viewer, encoding, tee)) {
      @Override
      public boolean checkError() {
        boolean ours = super.checkError();
        return viewer.checkError() || ours;
      }
    };
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    encoder.write(text, offset, length);
    encoder.flush();
    byte[] bytes = encoded.toByteArray();
    encoded.reset();
    // Whether the viewer is still there, a PrintWriter tells only by flushing: the host's business.
    tee.pass(bytes, 0, bytes.length, () -> viewer.write(text, offset, length));
  }

  @Override
  public void flush() throws IOException {
    tee.flush(viewer::flush);
  }

  @Override
  public void close() throws IOException {
    tee.close(viewer::close);
  }
}
