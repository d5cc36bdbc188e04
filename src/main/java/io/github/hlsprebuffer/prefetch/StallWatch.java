package io.github.hlsprebuffer.prefetch;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Has a check made when nothing may have come for too long. Not thread-safe. */
final class StallWatch {
  private static final long MIN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int LATENCIES = 4;

  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final Runnable check;
  private long patienceNanos;
  private long progressNanos;
  private @Nullable Future<?> next;

  /**
   * A watch that has not begun.
   *
   * @param check made on the timer's thread; it must neither block nor fail
   */
  StallWatch(ScheduledExecutorService timer, LongSupplier nanoTime, Runnable check) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.check = check;
  }

  /**
   * Begins.
   *
   * @param latencyNanos what the first byte usually takes, or 0
   */
  void begin(long latencyNanos) {
    patienceNanos = Math.max(MIN_PATIENCE_NANOS, LATENCIES * latencyNanos);
    progress();
    goOn();
  }

  /** Something has come. */
  void progress() {
    progressNanos = nanoTime.getAsLong();
  }

  /** Whether nothing has come for longer than is usual. */
  boolean isStalled() {
    return nanoTime.getAsLong() - progressNanos >= patienceNanos;
  }

  /** Has the next check made when there may be a stall. */
  void goOn() {
    long left = patienceNanos - (nanoTime.getAsLong() - progressNanos);
    // What is stalled without anybody minding is looked at again soon.
    long delay = left > 0 ? left : patienceNanos / LATENCIES;
    try {
      next = timer.schedule(check, delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      next = null; // shutting down
    }
  }

  /** No further check is made. */
  void end() {
    if (next != null) {
      next.cancel(/* mayInterruptIfRunning= */ false);
    }
  }
}
