package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one delivery to a line. Used once, by one thread. */
final class DeliveryWriter {

  private final Delivery delivery;
  private final OriginLine line;
  private final OutputStream out;
  private final Runnable beforeFirstBytes;
  private final Runnable beforeLastBytes;
  private final Pacer pacer;
  private final long startNanos = System.nanoTime();
  private long sentBytes;

  /**
   * Creates a writer.
   *
   * @param beforeFirstBytes run before the first bytes of the body are handed to the socket
   * @param beforeLastBytes run before the client can know that it has all that it will get
   */
  DeliveryWriter(
      Delivery delivery, OriginLine line, Runnable beforeFirstBytes, Runnable beforeLastBytes) {
    this.delivery = delivery;
    this.line = line;
    this.out = line.out();
    this.beforeFirstBytes = beforeFirstBytes;
    this.beforeLastBytes = beforeLastBytes;
    this.pacer = new Pacer(delivery.bytesPerSecond());
  }

  void write(String date) throws IOException {
    writeHead(date);
    for (Gate gate : delivery.holds()) {
      writeBodyUntil(Math.min(gate.bodyBytes(), delivery.bodyBytes()));
      line.hold(gate);
    }
    writeBodyUntil(delivery.bodyBytes());
    finish();
  }

  private void writeHead(String date) throws IOException {
    StringBuilder head = new StringBuilder();
    int status = delivery.reply().status();
    head.append("HTTP/1.1 ").append(status).append(" Status ").append(status).append("\r\n");
    for (HeaderList.Field field : headers(date).fields()) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private HeaderList headers(String date) {
    HeaderList headers = framed(delivery.reply().headers());
    HeaderList dated = headers.contains("Date") ? headers : headers.plus("Date", date);
    return delivery.ending() == Delivery.Ending.CLOSE ? dated.plus("Connection", "close") : dated;
  }

  private HeaderList framed(HeaderList headers) {
    if (headers.contains("Content-Length") || headers.contains("Transfer-Encoding")) {
      return headers;
    }
    return switch (delivery.framing()) {
      case LENGTH ->
          headers.plus("Content-Length", Integer.toString(delivery.reply().body().length));
      case CHUNKED -> headers.plus("Transfer-Encoding", "chunked");
      case NONE, UNTIL_CLOSE -> headers;
    };
  }

  private void writeBodyUntil(long position) throws IOException {
    while (sentBytes < position) {
      line.pause(pacer.delay(sentBytes, System.nanoTime() - startNanos));
      int length = (int) Math.min(pacer.pieceBytes(), position - sentBytes);
      if (sentBytes == 0) {
        beforeFirstBytes.run();
      }
      if (!isChunked() && sentBytes + length == delivery.bodyBytes()) {
        beforeLastBytes.run();
      }
      writePiece(length);
    }
  }

  private void writePiece(int length) throws IOException {
    if (isChunked()) {
      writeText(Integer.toHexString(length) + "\r\n");
    }
    writeRepeated(length);
    if (isChunked()) {
      writeText("\r\n");
    }
  }

  /** Writes the next bytes of the body, beginning again after its end. */
  private void writeRepeated(int length) throws IOException {
    byte[] body = delivery.reply().body().length > 0 ? delivery.reply().body() : new byte[1];
    int left = length;
    while (left > 0) {
      int from = (int) (sentBytes % body.length);
      int count = Math.min(left, body.length - from);
      out.write(body, from, count);
      sentBytes += count;
      left -= count;
    }
  }

  private void finish() throws IOException {
    beforeLastBytes.run();
    if (isChunked() && delivery.hasBody() && isWhole()) {
      writeText("0\r\n\r\n");
    }
    out.flush();
  }

  private boolean isWhole() {
    return delivery.outcome() == RequestLog.Outcome.COMPLETE;
  }

  private boolean isChunked() {
    return delivery.framing() == BodyFraming.CHUNKED;
  }

  private void writeText(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
