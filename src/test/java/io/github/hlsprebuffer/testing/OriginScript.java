package io.github.hlsprebuffer.testing;

import java.util.function.Function;

/** All that a test has told its origin to do. Thread-safe. */
final class OriginScript {

  final Plan<Function<RequestRecord, Resource>> routes = new Plan<>();
  final Plan<OriginFault> faults = new Plan<>();
  final Plan<String> locations = new Plan<>();
  final Plan<Gate> gates = new Plan<>();
  final Plan<Gate> bodyGates = new Plan<>();
  private FaultSettings settings = FaultSettings.DEFAULT;
  private Gate stalls = new Gate(0);

  /** Takes what is scripted for a request. */
  synchronized Arrival arrive(RequestRecord request) {
    return new Arrival(
        request,
        routes.take(request).orElse(unknown -> Resource.status(404)),
        faults.take(request).orElse(OriginFault.NONE),
        locations.take(request),
        settings,
        gates.take(request),
        bodyGates.take(request),
        stalls);
  }

  synchronized void settings(FaultSettings newSettings) {
    settings = newSettings;
  }

  synchronized void releaseStalls() {
    stalls.release();
    stalls = new Gate(0);
  }
}
