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
    return new PrintWriter(new TeeWriter(viewer, encoding, tee));
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    encoder.write(text, offset, length);
    encoder.flush();
    byte[] bytes = encoded.toByteArray();
    encoded.reset();
    tee.pass(bytes, 0, bytes.length, () -> writeToViewer(text, offset, length));
  }

  private void writeToViewer(char[] text, int offset, int length) throws IOException {
    viewer.write(text, offset, length);
    // A PrintWriter swallows exceptions; for ours the viewer has then left.
    if (viewer.checkError()) {
      throw new IOException("The viewer left");
    }
  }

  @Override
  public void flush() {
    tee.begin();
    viewer.flush();
  }

  @Override
  public void close() {
    tee.end();
    viewer.close();
  }
}
