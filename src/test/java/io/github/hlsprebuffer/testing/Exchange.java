package io.github.hlsprebuffer.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One request of a connection and what the script makes of it. */
final class Exchange {

  private static final String NOT_HTTP = "\u0001\u0002 nothing that HTTP knows \u0003\r\n\r\n";

  private final Arrival arrival;
  private final OriginLine line;
  private final RequestLog log;

  Exchange(Arrival arrival, OriginLine line, RequestLog log) {
    this.arrival = arrival;
    this.line = line;
    this.log = log;
  }

  /** Answers; returns whether the connection can carry another request. */
  boolean answer() throws IOException {
    try {
      return answerByFault();
    } finally {
      // Whatever has not ended by now was broken off.
      log.end(arrival.request(), RequestLog.Outcome.ABORTED);
    }
  }

  private boolean answerByFault() throws IOException {
    // Made on arrival, so that a held request gets what was served when it came.
    Resource resource = arrival.resource();
    waitBeforeHeaders(resource);
    return switch (arrival.fault()) {
      case DISCONNECT_BEFORE_HEADERS -> end(Delivery.Ending.CLOSE);
      case RESET_BEFORE_HEADERS -> end(Delivery.Ending.RESET);
      case GARBAGE -> garbage();
      default -> deliver(arrival.delivery(resource));
    };
  }

  private void waitBeforeHeaders(Resource resource) throws IOException {
    for (Gate gate : arrival.holdsBeforeHeaders()) {
      line.hold(gate);
    }
    if (resource.gate().isPresent()) {
      line.hold(resource.gate().get());
    }
    line.pause(resource.latency());
  }

  private boolean deliver(Delivery delivery) throws IOException {
    Runnable beforeFirstBytes = () -> log.beginBody(arrival.request());
    Runnable beforeLastBytes = () -> log.end(arrival.request(), delivery.outcome());
    new DeliveryWriter(delivery, line, beforeFirstBytes, beforeLastBytes).write(log.date());
    return end(delivery.ending());
  }

  private boolean garbage() throws IOException {
    line.out().write(NOT_HTTP.getBytes(StandardCharsets.ISO_8859_1));
    return end(Delivery.Ending.CLOSE);
  }

  private boolean end(Delivery.Ending ending) throws IOException {
    log.end(arrival.request(), RequestLog.Outcome.FAULTED);
    if (ending == Delivery.Ending.RESET) {
      line.reset();
      return false;
    }
    line.out().flush();
    return ending == Delivery.Ending.KEEP_ALIVE;
  }
}
