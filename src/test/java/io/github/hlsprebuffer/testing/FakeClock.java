package io.github.hlsprebuffer.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that stands still until it is told to advance; its nano time moves with it. Thread-safe.
 *
 * <p>It runs no tasks: that is up to {@link ManualScheduler#advance(Duration)}.
 */
public final class FakeClock extends Clock {

  private static final Instant DEFAULT_START = Instant.parse("2024-01-01T00:00:00Z");

  private final Instant start;
  private final ZoneId zone;
  private final AtomicLong elapsedNanos;
  private final AtomicLong setNanos;

  /** A clock at the start of 2024, UTC. */
  public FakeClock() {
    this(DEFAULT_START);
  }

  /** A clock at an instant, UTC. */
  public FakeClock(Instant start) {
    this(start, ZoneOffset.UTC, new AtomicLong(), new AtomicLong());
  }

  private FakeClock(Instant start, ZoneId zone, AtomicLong elapsedNanos, AtomicLong setNanos) {
    this.start = start;
    this.zone = zone;
    this.elapsedNanos = elapsedNanos;
    this.setNanos = setNanos;
  }

  /**
   * Moves this clock on.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + duration);
    }
    elapsedNanos.addAndGet(duration.toNanos());
  }

  /** Sets the time of day forwards or backwards, as administrators do; no time passes. */
  public void set(Duration forwards) {
    setNanos.addAndGet(forwards.toNanos());
  }

  /** Returns the nanoseconds since the start; meaningful as a difference, as in the JDK. */
  public long nanoTime() {
    return elapsedNanos.get();
  }

  /** Returns {@link #nanoTime()} as a source to inject. */
  public LongSupplier nanoTimeSource() {
    return this::nanoTime;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(elapsedNanos.get()).plusNanos(setNanos.get());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** Returns a view of this clock in another zone: both advance together. */
  @Override
  public Clock withZone(ZoneId newZone) {
    return new FakeClock(start, newZone, elapsedNanos, setNanos);
  }
}
