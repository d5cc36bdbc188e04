package io.github.hlsprebuffer.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one application, or of an engine. Counting never locks and never fails.
 * Thread-safe.
 */
public final class PrebufferMetrics {
  // Never changed after construction, so safe to read from any thread.
  private final Map<Counter, LongAdder> adders = new EnumMap<>(Counter.class);

  private final @Nullable PrebufferMetrics total;

  /** Counters at zero. */
  public PrebufferMetrics() {
    this(/* total= */ null);
  }

  /** Counters at zero of a part of something: whatever they count is counted there, too. */
  public static PrebufferMetrics partOf(PrebufferMetrics total) {
    return new PrebufferMetrics(total);
  }

  private PrebufferMetrics(@Nullable PrebufferMetrics total) {
    this.total = total;
    for (Counter counter : Counter.values()) {
      adders.put(counter, new LongAdder());
    }
  }

  /** Adds one. */
  public void count(Counter counter) {
    add(counter, 1);
  }

  /** Adds an amount. */
  public void add(Counter counter, long amount) {
    adder(counter).add(amount);
    if (total != null) {
      total.add(counter, amount);
    }
  }

  /** The value now. */
  public long value(Counter counter) {
    return adder(counter).sum();
  }

  /** Sets all counters to zero. */
  public void reset() {
    adders.values().forEach(LongAdder::reset);
  }

  private LongAdder adder(Counter counter) {
    LongAdder adder = adders.get(counter);
    if (adder == null) {
      throw new IllegalStateException(counter.name());
    }
    return adder;
  }
}
