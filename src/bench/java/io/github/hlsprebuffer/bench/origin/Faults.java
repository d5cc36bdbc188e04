package io.github.hlsprebuffer.bench.origin;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Which responses fail, and how. Safe for concurrent use. */
public final class Faults {
  private static final List<Fault> ALL =
      Arrays.stream(Fault.values()).filter(fault -> fault != Fault.NONE).toList();

  private final List<Fault> faults;
  private final long every;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  private Faults(List<Fault> faults, long every) {
    this.faults = faults;
    this.every = every;
  }

  /**
   * Reads a setting.
   *
   * @param text {@code none}; {@code 503/20} or {@code reset/20} for every twentieth response to a
   *     request for a segment; {@code mixed/20} for one of all faults in turn with every twentieth
   *     response
   */
  public static Faults of(String text) {
    if (text.equals("none")) {
      return new Faults(List.of(Fault.NONE), 1);
    }
    String[] parts = text.split("/", -1);
    List<Fault> faults =
        switch (parts[0]) {
          case "503" -> List.of(Fault.STATUS_503);
          case "reset" -> List.of(Fault.RESET);
          case "mixed" -> ALL;
          default -> throw new IllegalArgumentException("Unknown fault: " + text);
        };
    return new Faults(faults, Long.parseLong(parts[1]));
  }

  /** How many responses have had a fault. */
  public long count() {
    return failed.get();
  }

  Fault next(boolean isSegment) {
    if (!isSegment && faults.size() == 1) {
      return Fault.NONE;
    }
    long request = requests.incrementAndGet();
    if (request % every != 0) {
      return Fault.NONE;
    }
    Fault fault = faults.get((int) (request / every % faults.size()));
    if (fault == Fault.NONE || (fault == Fault.REDIRECT && !isSegment)) {
      return Fault.NONE; // where a playlist has been redirected to is the player's business
    }
    failed.incrementAndGet();
    return fault;
  }
}
