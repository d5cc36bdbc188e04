package io.github.hlsprebuffer.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The origin that all caches fetch from; it counts what they ask. Safe for concurrent requests. */
final class BenchOrigin implements AutoCloseable {
  private final Map<String, byte[]> bodies = new LinkedHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  BenchOrigin() throws IOException {
    for (ObjectSize size : ObjectSize.ALL) {
      size.paths().forEach(path -> bodies.put(path, size.body(path)));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How many requests have come so far. */
  long requests() {
    return requests.get();
  }

  Map<String, byte[]> bodies() {
    return bodies;
  }

  @Override
  public void close() {
    server.stop(/* delay= */ 0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      byte[] body = bodies.get(exchange.getRequestURI().getPath());
      if (body == null) {
        exchange.sendResponseHeaders(404, /* no body */ -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "video/mp2t");
      exchange.getResponseHeaders().set("Cache-Control", "max-age=86400");
      exchange.getResponseHeaders().set("ETag", "\"" + body.length + "\"");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
