package io.github.hlsprebuffer.testing;

import java.util.Comparator;
import java.util.List;

/**
 * A reply with everything that its script does to it on the way: how much is sent, where it is
 * held, how fast it goes and how it ends.
 *
 * @param reply what is announced
 * @param framing how the end of the body is announced
 * @param hasBody whether a body and its framing are sent at all; not so for HEAD, 204 and 304
 * @param bodyBytes how many body bytes are sent; the reply's body is repeated or cut to that many
 * @param holds gates within the body, by position
 * @param bytesPerSecond rate of the body, 0 for unlimited
 * @param ending what becomes of the connection
 * @param outcome what the log is told
 */
record Delivery(
    Reply reply,
    BodyFraming framing,
    boolean hasBody,
    long bodyBytes,
    List<Gate> holds,
    long bytesPerSecond,
    Ending ending,
    RequestLog.Outcome outcome) {

  /** What becomes of the connection after the last byte. */
  enum Ending {
    KEEP_ALIVE,
    CLOSE,
    RESET
  }

  Delivery {
    holds = holds.stream().sorted(Comparator.comparingLong(Gate::bodyBytes)).toList();
  }

  static Delivery of(Arrival arrival, Reply reply, Resource resource, List<Gate> holds) {
    BodyFraming framing = reply.framing(resource);
    boolean hasBody = !arrival.request().method().equals("HEAD") && framing != BodyFraming.NONE;
    return hasBody
        ? withBody(arrival, reply, resource, holds)
        : headOnly(arrival.request(), reply, framing);
  }

  private static Delivery headOnly(RequestRecord request, Reply reply, BodyFraming framing) {
    Ending ending = asksToClose(request) ? Ending.CLOSE : Ending.KEEP_ALIVE;
    return new Delivery(
        reply, framing, false, 0, List.of(), 0, ending, RequestLog.Outcome.COMPLETE);
  }

  private static Delivery withBody(
      Arrival arrival, Reply reply, Resource resource, List<Gate> holds) {
    BodyFraming framing = reply.framing(resource);
    boolean closes = framing == BodyFraming.UNTIL_CLOSE || asksToClose(arrival.request());
    return new Delivery(
        reply,
        framing,
        true,
        sentBytes(arrival, reply.body().length),
        holds,
        resource.bytesPerSecond(),
        ending(arrival.fault(), closes),
        outcome(arrival.fault()));
  }

  private static long sentBytes(Arrival arrival, long length) {
    return switch (arrival.fault()) {
      case SHORT_BODY, DISCONNECT_DURING_BODY -> length / 2;
      case OVERSIZE_BODY -> arrival.settings().oversizeBytes();
      default -> length;
    };
  }

  private static Ending ending(OriginFault fault, boolean closes) {
    return switch (fault) {
      case DISCONNECT_DURING_BODY -> Ending.RESET;
      case SHORT_BODY -> Ending.CLOSE;
      default -> closes ? Ending.CLOSE : Ending.KEEP_ALIVE;
    };
  }

  private static RequestLog.Outcome outcome(OriginFault fault) {
    return switch (fault) {
      case SHORT_BODY, DISCONNECT_DURING_BODY, OVERSIZE_BODY -> RequestLog.Outcome.FAULTED;
      default -> RequestLog.Outcome.COMPLETE;
    };
  }

  private static boolean asksToClose(RequestRecord request) {
    return request.header("Connection").filter("close"::equalsIgnoreCase).isPresent();
  }
}
