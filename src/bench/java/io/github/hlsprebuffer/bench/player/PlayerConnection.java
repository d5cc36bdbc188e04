package io.github.hlsprebuffer.bench.player;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
      String statusLine = first + line();
      int status = Integer.parseInt(statusLine.split(" ", -1)[1]);
      Map<String, String> fields = new TreeMap<>();
      for (String field = line(); !field.isEmpty(); field = line()) {
        int colon = field.indexOf(':');
        fields.put(
            field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
      }
      byte[] body = body(fields);
      boolean isLast =
          "close".equalsIgnoreCase(fields.get("connection")) || endsWithConnection(fields);
      if (isLast) {
        close();
      }
      return new Reply(status, ByteBuffer.wrap(body));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private byte[] body(Map<String, String> fields) throws IOException {
    if ("chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
      return chunks();
    }
    if (endsWithConnection(fields)) {
      return in.readAllBytes();
    }
    return exactly(Integer.parseInt(fields.getOrDefault("content-length", "")));
  }

  private static boolean endsWithConnection(Map<String, String> fields) {
    return !fields.containsKey("transfer-encoding") && !fields.containsKey("content-length");
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    String trailer = line();
    while (!trailer.isEmpty()) {
      trailer = line();
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    int read = in.readNBytes(bytes, 0, count);
    if (read < count) {
      throw new EOFException("After " + read + " bytes of " + count);
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("Within a line");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
