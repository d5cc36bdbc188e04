package io.github.hlsprebuffer.bench.origin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;

/** One connection to the origin: answers its requests one after another, at the link's pace. */
final class OriginConnection implements Runnable {
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
      Optional<RequestHead> request = RequestHead.read(in);
      while (request.isPresent() && answer(request.get(), System.nanoTime())) {
        request = RequestHead.read(in);
      }
    } catch (IOException e) {
      // The one who asked has gone, or was sent away by a fault: the exchange says so.
      return;
    }
  }

  /** Returns whether the connection can be used for another request. */
  private boolean answer(RequestHead request, long startNanos) throws IOException {
    OriginExchange exchange = origin.begin(request);
    boolean isWhole = false;
    try {
      Fault fault = origin.faults().next(exchange.presentation().isPresent());
      OriginAnswer answer =
          OriginAnswer.of(fault, request).orElseGet(() -> origin.answer(request, exchange));
      exchange.answered(answer.status());
      Delivery delivery = new Delivery(origin, socket, answer, fault, startNanos);
      boolean isReusable = delivery.send(!request.method().equals("HEAD"), exchange);
      isWhole = true;
      return isReusable;
    } finally {
      exchange.ended(origin.millis(), !isWhole);
    }
  }
}
