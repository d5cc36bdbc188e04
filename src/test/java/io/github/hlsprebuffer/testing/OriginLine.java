package io.github.hlsprebuffer.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The origin's end of one connection. While a response is held here the line is watched, so a
 * client that leaves is noticed at once; one that closes only its output counts as gone too.
 * Confined to the connection's thread, but for {@link #close}.
 */
final class OriginLine implements AutoCloseable {

  private static final long WATCH_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  OriginLine(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
    socket.setTcpNoDelay(true);
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Sends what is buffered, then waits until the gate opens. */
  void hold(Gate gate) throws IOException {
    out.flush();
    gate.arrive();
    while (!awaitOpen(gate, WATCH_INTERVAL_NANOS)) {
      failIfClientIsGone();
    }
  }

  /** Sends what is buffered, then lets time pass. */
  void pause(Duration duration) throws IOException {
    out.flush();
    Gate never = new Gate(0);
    long endNanos = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
      awaitOpen(never, Math.min(left, WATCH_INTERVAL_NANOS));
      failIfClientIsGone();
    }
  }

  /** Closes so that the client sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static boolean awaitOpen(Gate gate, long nanos) throws IOException {
    try {
      return gate.awaitOpen(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("origin closed");
    }
  }

  private void failIfClientIsGone() throws IOException {
    if (clientIsGone()) {
      throw new IOException("client left");
    }
  }

  private boolean clientIsGone() throws IOException {
    socket.setSoTimeout(1);
    in.mark(1);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      // A pipelined request stays unread.
      in.reset();
      socket.setSoTimeout(0);
    }
  }
}
