package io.github.hlsprebuffer.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that sends what it is given on one connection and shows what comes back as it came.
 * Confined to one thread; a read that waits longer than the timeout fails.
 */
public final class RawHttp implements AutoCloseable {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;
  private final String host;
  private String lastMethod = "GET";

  private RawHttp(Socket socket, String host) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.host = host;
    timeout(DEFAULT_TIMEOUT);
  }

  /** Connects to host and port of a URI; reads wait 10 seconds at most. */
  public static RawHttp connect(URI uri) throws IOException {
    return new RawHttp(new Socket(uri.getHost(), uri.getPort()), uri.getRawAuthority());
  }

  /** Gets a URI on a connection of its own; see {@link #get(String, String...)}. */
  public static RawResponse fetch(URI uri, String... fieldLines) throws IOException {
    String query = uri.getRawQuery();
    String target = query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
    try (RawHttp client = connect(uri)) {
      return client.get(target, fieldLines).readResponse();
    }
  }

  /** Sets how long a read may wait; at least a millisecond. */
  public RawHttp timeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
    return this;
  }

  /** Sends a GET with a Host field and these field lines, as {@code "Range: bytes=0-1"}. */
  public RawHttp get(String target, String... fieldLines) throws IOException {
    return send(request("GET", target, fieldLines));
  }

  /** Sends a HEAD in the same way. */
  public RawHttp head(String target, String... fieldLines) throws IOException {
    return send(request("HEAD", target, fieldLines));
  }

  /** Sends this text as it is. */
  public RawHttp send(String requestText) throws IOException {
    lastMethod = requestText.split(" ", 2)[0];
    socket.getOutputStream().write(requestText.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /**
   * Reads a status line and header section.
   *
   * @throws EOFException if the connection is closed before their end
   * @throws java.net.SocketException if it is reset before their end
   * @throws java.net.SocketTimeoutException if nothing comes in time
   * @throws ProtocolException if what comes is not HTTP/1
   */
  public RawHead readHead() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("connection closed before a response");
    }
    long firstByteNanos = System.nanoTime();
    in.reset();
    String statusLine = Wire.readLine(in);
    if (!statusLine.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new ProtocolException("not a status line: " + statusLine);
    }
    return new RawHead(statusLine, Wire.readFields(in), firstByteNanos);
  }

  /** Returns the body that follows a header section, of which nothing has been read yet. */
  public RawBody bodyOf(RawHead head) {
    return new RawBody(in, head.framing(lastMethod), head.contentLength());
  }

  /** Reads a response to its end, or to where it breaks off. */
  public RawResponse readResponse() throws IOException {
    RawHead head = readHead();
    RawBody body = bodyOf(head);
    byte[] bytes = body.readAll();
    return new RawResponse(head, bytes, body.framing(), body.ending());
  }

  /** Waits for more; whether the other side has closed the connection instead. */
  public boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Closes so that the other side sees a reset (RST). */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String request(String method, String target, String... fieldLines) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(host);
    for (String line : fieldLines) {
      text.append("\r\n").append(line);
    }
    return text.append("\r\n\r\n").toString();
  }
}
