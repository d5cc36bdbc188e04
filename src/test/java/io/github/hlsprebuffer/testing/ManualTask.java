package io.github.hlsprebuffer.testing;

import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A task of a {@link ManualScheduler} and its times, in nanoseconds of the scheduler's clock. */
final class ManualTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

  static final Comparator<ManualTask<?>> BY_TIME_THEN_ORDER =
      Comparator.<ManualTask<?>>comparingLong(task -> task.timing.dueNanos())
          .thenComparingLong(task -> task.timing.sequence());

  private final ManualScheduler scheduler;
  private volatile Timing timing;

  /**
   * When a task runs.
   *
   * @param dueNanos the time of its next run
   * @param sequence its place among tasks of the same time
   * @param rateNanos from one run's due time to the next, or 0
   * @param delayNanos from the end of one run to the next, or 0
   */
  record Timing(long dueNanos, long sequence, long rateNanos, long delayNanos) {

    boolean isPeriodic() {
      return rateNanos > 0 || delayNanos > 0;
    }

    Timing next(long nowNanos, long nextSequence) {
      long nextDueNanos = rateNanos > 0 ? dueNanos + rateNanos : nowNanos + delayNanos;
      return new Timing(nextDueNanos, nextSequence, rateNanos, delayNanos);
    }
  }

  ManualTask(ManualScheduler scheduler, Callable<V> task, Timing timing) {
    super(task);
    this.scheduler = scheduler;
    this.timing = timing;
  }

  /** Runs once; returns whether it is to be queued for another run. */
  boolean runOnce() {
    if (!isPeriodic()) {
      run();
      return false;
    }
    return runAndReset();
  }

  void moveOn(long nowNanos, long sequence) {
    timing = timing.next(nowNanos, sequence);
  }

  long dueNanos() {
    return timing.dueNanos();
  }

  @Override
  public boolean isPeriodic() {
    return timing.isPeriodic();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(timing.dueNanos() - scheduler.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    scheduler.remove(this);
    return cancelled;
  }
}
