package io.github.hlsprebuffer.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters. Counting never locks and never fails. Thread-safe. */
public final class PrebufferMetrics {
  // Never changed after construction, so safe to read from any thread.
  private final Map<Counter, LongAdder> adders = new EnumMap<>(Counter.class);

  /** Counters at zero. */
  public PrebufferMetrics() {
    for (Counter counter : Counter.values()) {
      adders.put(counter, new LongAdder());
    }
  }

  /** Adds one. */
  public void count(Counter counter) {
    adder(counter).increment();
  }

  /** Adds an amount. */
  public void add(Counter counter, long amount) {
    adder(counter).add(amount);
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
