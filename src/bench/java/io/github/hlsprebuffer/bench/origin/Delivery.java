package io.github.hlsprebuffer.bench.origin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends one answer at the link's pace, with what a fault does to it. Used once, by one thread. */
final class Delivery {
  /** At the rates measured here, a few milliseconds' worth. */
  private static final int PIECE_BYTES = 4096;

  private static final int SLOWER = 10;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(8);

  private final ShapedOrigin origin;
  private final Socket socket;
  private final OriginAnswer answer;
  private final Fault fault;
  private final Link link;
  private final long startNanos;

  Delivery(ShapedOrigin origin, Socket socket, OriginAnswer answer, Fault fault, long startNanos) {
    this.origin = origin;
    this.socket = socket;
    this.answer = answer;
    this.fault = fault;
    this.link = fault == Fault.SLOW ? origin.link().slower(SLOWER) : origin.link();
    this.startNanos = startNanos;
  }

  /** Sends it; returns whether the connection can be used for another one. */
  boolean send(boolean withBody, OriginExchange exchange) throws IOException {
    awaitUntil(startNanos + link.nanosUntil(0));
    switch (fault) {
      case CLOSE -> throw new SocketException("Closed on purpose");
      case RESET_AT_ONCE -> reset();
      case SILENCE -> awaitUntil(System.nanoTime() + SILENCE_NANOS);
      default -> {}
    }
    socket.getOutputStream().write(answer.head(fault));
    if (withBody) {
      sendBody(exchange);
    }
    return fault != Fault.UNTIL_CLOSE;
  }

  /** No piece leaves before its last byte is due. */
  private void sendBody(OriginExchange exchange) throws IOException {
    ByteBuffer body = answer.body(fault);
    byte[] piece = new byte[PIECE_BYTES];
    long half = body.remaining() / 2;
    long sent = 0;
    boolean hasStopped = false;
    while (body.hasRemaining()) {
      int count = Math.min(piece.length, body.remaining());
      body.get(piece, 0, count);
      sent += count;
      awaitUntil(startNanos + link.nanosUntil(sent));
      awaitUntil(origin.pass(count));
      write(piece, count);
      exchange.sent(count);
      if (fault.stopsInBody() && sent > half && !hasStopped) {
        hasStopped = true;
        stop();
      }
    }
    if (fault.isChunked()) {
      socket.getOutputStream().write(ascii("0\r\n\r\n"));
    }
    if (fault == Fault.LENGTH_TOO_LONG) {
      throw new SocketException("Shorter on purpose");
    }
  }

  private void write(byte[] piece, int count) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (fault.isChunked()) {
      out.write(ascii(Integer.toHexString(count) + "\r\n"));
    }
    out.write(piece, 0, count);
    if (fault.isChunked()) {
      out.write(ascii("\r\n"));
    }
  }

  private void stop() throws IOException {
    if (fault == Fault.SILENCE_IN_BODY) {
      awaitUntil(System.nanoTime() + SILENCE_NANOS);
    } else if (fault == Fault.RESET) {
      reset();
    } else {
      throw new SocketException("Broken off on purpose");
    }
  }

  /** The reader sees a reset, not an end. */
  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    throw new SocketException("Reset on purpose");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void awaitUntil(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return; // the origin is being closed
      }
      LockSupport.parkNanos(left);
    }
  }
}
