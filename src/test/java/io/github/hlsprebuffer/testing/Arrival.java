package io.github.hlsprebuffer.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the script held for a request at the moment it arrived.
 *
 * @param request the request
 * @param route makes the resource
 * @param fault what goes wrong
 * @param location where a redirect leads
 * @param settings the measures of the fault
 * @param gate where the response is held before its header section
 * @param bodyGate where the response is held within its body
 * @param stalls where a stall fault holds the response
 */
record Arrival(
    RequestRecord request,
    Function<RequestRecord, Resource> route,
    OriginFault fault,
    Optional<String> location,
    FaultSettings settings,
    Optional<Gate> gate,
    Optional<Gate> bodyGate,
    Gate stalls) {

  /** Returns what is served: the resource, or what the fault puts in its place. */
  Resource resource() {
    Resource resource = route.apply(request);
    return switch (fault) {
      case ERROR_404 -> Resource.status(404);
      case ERROR_503 -> Resource.status(503).withHeader("Retry-After", retryAfterSeconds());
      case REDIRECT -> Resource.status(302).withHeader("Location", location.orElseThrow());
      case SLOW_BODY -> resource.withBytesPerSecond(settings.dripBytesPerSecond());
      case OVERSIZE_BODY -> resource.withoutRanges().untilClose();
      default -> resource;
    };
  }

  Delivery delivery(Resource resource) {
    Reply reply = Reply.to(request, resource);
    return Delivery.of(this, reply, resource, holds(reply));
  }

  /** Returns where the response is held before its header section, in order. */
  List<Gate> holdsBeforeHeaders() {
    List<Gate> holds = new ArrayList<>(gate.stream().toList());
    if (fault == OriginFault.STALL_BEFORE_HEADERS) {
      holds.add(stalls);
    }
    return holds;
  }

  private List<Gate> holds(Reply reply) {
    List<Gate> holds = new ArrayList<>(bodyGate.stream().toList());
    if (fault == OriginFault.STALL_IN_BODY) {
      holds.add(stalls.at(reply.body().length / 2));
    }
    return holds;
  }

  private String retryAfterSeconds() {
    return Long.toString(settings.retryAfter().toSeconds());
  }
}
