package io.github.hlsprebuffer.bench.player;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A visitor's connection to the server: kept alive, one request at a time. Whatever comes of a
 * request is an answer, not an exception. Used by one thread.
 */
final class VisitorConnection implements Closeable {
  /** Longer than a gateway may take that tries again, and waits for its origin each time. */
  private static final int PATIENCE_MILLIS = 40_000;

  /** So little that the kernel cannot take a body in the place of one who reads slowly. */
  private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

  private static final int PIECE_BYTES = 16 << 10;

  private final String userAgent;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  VisitorConnection(String userAgent) {
    this.userAgent = userAgent;
  }

  Seen ask(Ask ask) throws IOException {
    boolean isReused = socket != null;
    Seen seen = askOnce(ask);
    boolean hasNothing = seen.status() == 0 && seen.end() == Seen.End.BROKEN_OFF;
    // A server may end an idle connection at any time (RFC 9112, section 9.5).
    return hasNothing && isReused ? askOnce(ask) : seen;
  }

  @Override
  public void close() throws IOException {
    Socket current = socket;
    socket = null;
    if (current != null) {
      current.close();
    }
  }

  private Seen askOnce(Ask ask) throws IOException {
    ReplyHead head = Seen.NO_HEAD;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Seen.End end;
    try {
      Socket current = socket == null ? open(ask.uri()) : socket;
      byte[] request = ask.text(userAgent).getBytes(StandardCharsets.ISO_8859_1);
      current.getOutputStream().write(request);
      int first = in.read();
      if (first < 0) {
        end = Seen.End.BROKEN_OFF;
      } else {
        head = ReplyHead.read((char) first, in);
        end = readBody(ask, head, body);
      }
    } catch (SocketTimeoutException e) {
      end = Seen.End.SILENCE;
    } catch (IOException e) {
      end = Seen.End.BROKEN_OFF;
    }
    if (end != Seen.End.WHOLE || head.isLast()) {
      close();
    }
    return new Seen(head, body.toByteArray(), end);
  }

  private Socket open(URI uri) throws IOException {
    Socket opened = new Socket();
    socket = opened;
    opened.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    opened.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
    opened.setTcpNoDelay(true);
    opened.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(opened.getInputStream(), PIECE_BYTES);
    return opened;
  }

  private Seen.End readBody(Ask ask, ReplyHead head, ByteArrayOutputStream into)
      throws IOException {
    boolean hasNone = ask.method().equals("HEAD") || head.status() == 204 || head.status() == 304;
    if (hasNone) {
      return Seen.End.WHOLE;
    }
    ReplyBody body = new ReplyBody(head, in);
    byte[] piece = new byte[PIECE_BYTES];
    long startNanos = System.nanoTime();
    while (into.size() < ask.leaveAfter()) {
      int count = body.read(piece, piece.length);
      if (count < 0) {
        return Seen.End.WHOLE;
      }
      into.write(piece, 0, count);
      if (ask.bytesPerSecond() > 0) {
        awaitUntil(startNanos + into.size() * TimeUnit.SECONDS.toNanos(1) / ask.bytesPerSecond());
      }
    }
    return Seen.End.LEFT;
  }

  private static void awaitUntil(long dueNanos) {
    LockSupport.parkNanos(dueNanos - System.nanoTime());
  }
}
