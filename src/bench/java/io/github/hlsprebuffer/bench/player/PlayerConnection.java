package io.github.hlsprebuffer.bench.player;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A player's connection to one server: kept alive, one request at a time. It does little, so that
 * little of what a player measures is its own time. Used by one thread.
 */
final class PlayerConnection implements Closeable {
  /** A response. */
  record Reply(int status, ByteBuffer body) {}

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BUFFER_BYTES = 128 << 10;

  private final String userAgent;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  PlayerConnection(String userAgent) {
    this.userAgent = userAgent;
  }

  /** Asks and reads the response to its last byte. */
  Reply get(URI uri) throws IOException {
    Socket current = socket;
    boolean isReused = current != null;
    if (current == null) {
      current = open(uri);
    }
    int first;
    try {
      send(current, uri);
      first = in.read();
    } catch (IOException e) {
      first = -1;
    }
    if (first >= 0) {
      return read((char) first);
    }
    close();
    if (isReused) {
      // A server may end an idle connection at any time (RFC 9112, section 9.5).
      return get(uri);
    }
    throw new EOFException("No response");
  }

  @Override
  public void close() throws IOException {
    Socket current = socket;
    socket = null;
    if (current != null) {
      current.close();
    }
  }

  private Socket open(URI uri) throws IOException {
    Socket opened = new Socket();
    socket = opened;
    opened.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    opened.setTcpNoDelay(true);
    opened.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(opened.getInputStream(), BUFFER_BYTES);
    return opened;
  }

  private void send(Socket to, URI uri) throws IOException {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String request =
        "GET %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n"
            .formatted(uri.getRawPath(), query, uri.getRawAuthority(), userAgent);
    to.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Reply read(char first) throws IOException {
    try {
      ReplyHead head = ReplyHead.read(first, in);
      byte[] body = new ReplyBody(head, in).readAll();
      if (head.isLast()) {
        close();
      }
      return new Reply(head.status(), ByteBuffer.wrap(body));
    } catch (IOException e) {
      close();
      throw e;
    }
  }
}
