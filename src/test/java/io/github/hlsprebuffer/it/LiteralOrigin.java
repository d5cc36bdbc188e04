package io.github.hlsprebuffer.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An origin that answers word for word what it is told, right or wrong, and then closes the
 * connection. Thread-safe.
 */
final class LiteralOrigin implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final ServerSocket server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> requestLines = new CopyOnWriteArrayList<>();

  private LiteralOrigin(ServerSocket server) {
    this.server = server;
  }

  static LiteralOrigin start() {
    try {
      LiteralOrigin origin =
          new LiteralOrigin(new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK)));
      Thread thread = new Thread(origin::accept, "literal-origin");
      thread.setDaemon(true);
      thread.start();
      return origin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Answers with these lines, which end in CRLF on the wire; the last one ends as it is. */
  void serve(String path, String... lines) {
    answers.put(path, String.join("\r\n", lines));
  }

  /** How often a path was asked for. */
  long count(String path) {
    return requestLines.stream().filter(line -> line.split(" ", 3)[1].equals(path)).count();
  }

  private void accept() {
    while (!server.isClosed()) {
      answerNext();
    }
  }

  private void answerNext() {
    try (Socket socket = server.accept()) {
      answer(socket);
    } catch (IOException e) {
      // The client has left, or this is closed.
    }
  }

  private void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String requestLine = in.readLine();
    for (String line = requestLine; line != null && !line.isEmpty(); ) {
      line = in.readLine();
    }
    if (requestLine != null) {
      requestLines.add(requestLine);
      String answer = answers.getOrDefault(requestLine.split(" ", 3)[1], "");
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
