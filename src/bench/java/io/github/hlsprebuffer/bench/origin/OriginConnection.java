package io.github.hlsprebuffer.bench.origin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One connection to the origin: answers its requests one after another, at the link's pace. */
final class OriginConnection implements Runnable {
  /** At the rates measured here, a few milliseconds' worth. */
  private static final int PIECE_BYTES = 4096;

  private final ShapedOrigin origin;
  private final Socket socket;

  OriginConnection(ShapedOrigin origin, Socket socket) {
    this.origin = origin;
    this.socket = socket;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Optional<RequestHead> request = RequestHead.read(in);
          request.isPresent();
          request = RequestHead.read(in)) {
        answer(request.get(), System.nanoTime());
      }
    } catch (IOException e) {
      // The one who asked has gone, or was sent away by a fault: the exchange says so.
      return;
    }
  }

  private void answer(RequestHead request, long startNanos) throws IOException {
    OriginExchange exchange = origin.begin(request);
    boolean isWhole = false;
    try {
      Faults.Fault fault =
          exchange.presentation().isPresent() ? origin.faults().next() : Faults.Fault.NONE;
      OriginAnswer answer =
          fault == Faults.Fault.STATUS_503
              ? OriginAnswer.withoutBody(503)
              : origin.answer(request, exchange);
      exchange.answered(answer.status());
      await(startNanos + origin.link().nanosUntil(0));
      socket.getOutputStream().write(answer.head());
      if (!request.method().equals("HEAD")) {
        send(answer.body(), startNanos, exchange, fault == Faults.Fault.RESET);
      }
      isWhole = true;
    } finally {
      exchange.ended(origin.millis(), !isWhole);
    }
  }

  /** No piece leaves before its last byte is due. */
  private void send(ByteBuffer body, long startNanos, OriginExchange exchange, boolean breaks)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    long total = body.remaining();
    long sent = 0;
    while (body.hasRemaining()) {
      int count = Math.min(piece.length, body.remaining());
      body.get(piece, 0, count);
      sent += count;
      await(startNanos + origin.link().nanosUntil(sent));
      await(origin.pass(count));
      out.write(piece, 0, count);
      exchange.sent(count);
      if (breaks && sent > total / 2) {
        // The reader sees a reset, not an end.
        socket.setSoLinger(true, 0);
        throw new SocketException("Reset on purpose");
      }
    }
  }

  private static void await(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
