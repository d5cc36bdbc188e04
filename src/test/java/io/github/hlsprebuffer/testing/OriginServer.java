package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The listening socket of an origin and a daemon thread for each of its connections. */
final class OriginServer implements AutoCloseable {

  private static final long CLOSE_TIMEOUT_SECONDS = 10;

  private final ServerSocket listener;
  private final OriginScript script;
  private final RequestLog log;
  private final ExecutorService threads = Executors.newCachedThreadPool(OriginServer::daemon);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  OriginServer(ServerSocket listener, OriginScript script, RequestLog log) {
    this.listener = listener;
    this.script = script;
    this.log = log;
  }

  void start() {
    threads.execute(this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  int openConnections() {
    return open.size();
  }

  int acceptedConnections() {
    return accepted.get();
  }

  @Override
  public void close() {
    closeQuietly(listener);
    threads.shutdownNow();
    open.forEach(OriginServer::closeQuietly);
    awaitThreads();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        accept(listener.accept());
      } catch (IOException e) {
        // A closed listener ends the loop; a client gone before it was accepted is no matter.
      }
    }
  }

  private void accept(Socket socket) {
    accepted.incrementAndGet();
    open.add(socket);
    try {
      threads.execute(() -> serve(socket));
    } catch (RejectedExecutionException e) {
      // close() has been here between the accept and now, and may have missed this socket.
      forget(socket);
    }
  }

  private void serve(Socket socket) {
    try (OriginLine line = new OriginLine(socket)) {
      new OriginConnection(line, script, log).serve();
    } catch (IOException e) {
      // The client broke off or this origin is closing; the log has the outcome.
      return;
    } finally {
      forget(socket);
    }
  }

  private void forget(Socket socket) {
    closeQuietly(socket);
    open.remove(socket);
  }

  private void awaitThreads() {
    try {
      if (!threads.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a thread of the origin did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new AssertionError("closing a socket failed", e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted-origin");
    thread.setDaemon(true);
    return thread;
  }
}
