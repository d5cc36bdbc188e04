package io.github.hlsprebuffer.bench.origin;

import java.util.concurrent.atomic.AtomicLong;

/** Which responses to requests for segments fail, and how. Safe for concurrent use. */
public final class Faults {
  /** How a response fails. */
  enum Fault {
    NONE,
    STATUS_503,
    /** The connection breaks in the middle of the body. */
    RESET
  }

  private final Fault fault;
  private final long every;
  private final AtomicLong requests = new AtomicLong();

  private Faults(Fault fault, long every) {
    this.fault = fault;
    this.every = every;
  }

  /**
   * Reads a setting.
   *
   * @param text {@code none}, or {@code 503/20} or {@code reset/20} for every twentieth response
   */
  public static Faults of(String text) {
    if (text.equals("none")) {
      return new Faults(Fault.NONE, 1);
    }
    String[] parts = text.split("/", -1);
    Fault fault =
        switch (parts[0]) {
          case "503" -> Fault.STATUS_503;
          case "reset" -> Fault.RESET;
          default -> throw new IllegalArgumentException("Unknown fault: " + text);
        };
    return new Faults(fault, Long.parseLong(parts[1]));
  }

  Fault next() {
    return requests.incrementAndGet() % every == 0 ? fault : Fault.NONE;
  }
}
