package io.github.hlsprebuffer.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler without threads: tasks run on the test's thread, when the test says so, by the time
 * of a {@link FakeClock}. Tasks may be handed over by any thread; one thread at a time may run
 * them.
 *
 * <p>An exception of an executed task reaches the caller of the run; one of a scheduled task is in
 * its future, as in the JDK. After a shutdown, periodic tasks are gone and delayed ones remain.
 */
public final class ManualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {

  private final FakeClock clock;
  private final Deque<Runnable> executed = new ArrayDeque<>();

  /** No two are equal in that order; to take one out must not cost more the more there are. */
  private final TreeSet<ManualTask<?>> scheduled = new TreeSet<>(ManualTask.BY_TIME_THEN_ORDER);

  private long sequence;
  private boolean shutdown;

  /** A scheduler by the time of this clock. */
  public ManualScheduler(FakeClock clock) {
    this.clock = clock;
  }

  /** Runs executed tasks, and those that they execute, until none is left; returns their number. */
  public int runAll() {
    int runs = 0;
    for (Runnable task = pollExecuted(); task != null; task = pollExecuted()) {
      task.run();
      runs++;
    }
    return runs;
  }

  /** Runs executed tasks and scheduled tasks that are due by now; returns the number of runs. */
  public int runDue() {
    int runs = runAll();
    for (ManualTask<?> task = pollDue(); task != null; task = pollDue()) {
      run(task);
      runs += 1 + runAll();
    }
    return runs;
  }

  /**
   * Moves the clock on by this much, stopping at the time of every task on the way to run it;
   * returns the number of runs.
   */
  public int advance(Duration duration) {
    long endNanos = nanoTime() + duration.toNanos();
    int runs = runDue();
    for (long due = nextDueNanos(endNanos); due <= endNanos; due = nextDueNanos(endNanos)) {
      clock.advance(Duration.ofNanos(due - nanoTime()));
      runs += runDue();
    }
    clock.advance(Duration.ofNanos(Math.max(0, endNanos - nanoTime())));
    return runs + runDue();
  }

  /** Returns how many executed tasks wait for their run. */
  public synchronized int queuedTasks() {
    return executed.size();
  }

  /** Returns how many scheduled tasks wait for their time. */
  public synchronized int scheduledTasks() {
    return scheduled.size();
  }

  /** Returns how long it is until the next scheduled task is due; negative when it is overdue. */
  public synchronized Optional<Duration> nextDelay() {
    return Optional.ofNullable(first()).map(task -> Duration.ofNanos(task.dueNanos() - nanoTime()));
  }

  @Override
  public synchronized void execute(Runnable task) {
    rejectAfterShutdown();
    executed.add(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(Executors.callable(command), unit.toNanos(delay), 0, 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(callable, unit.toNanos(delay), 0, 0);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    long rateNanos = positive(unit.toNanos(period));
    return add(Executors.callable(command), unit.toNanos(initialDelay), rateNanos, 0);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    long delayNanos = positive(unit.toNanos(delay));
    return add(Executors.callable(command), unit.toNanos(initialDelay), 0, delayNanos);
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    // A copy, for a cancelled task takes itself out of the queue.
    List.copyOf(scheduled).stream().filter(ManualTask::isPeriodic).forEach(ManualScheduler::cancel);
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> neverRun = new ArrayList<>(executed);
    neverRun.addAll(scheduled);
    executed.clear();
    scheduled.clear();
    return neverRun;
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && executed.isEmpty() && scheduled.isEmpty();
  }

  /** Runs what is due, for nobody else would, and returns at once. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    runDue();
    return isTerminated();
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  synchronized void remove(ManualTask<?> task) {
    scheduled.remove(task);
  }

  private synchronized <V> ManualTask<V> add(
      Callable<V> callable, long delayNanos, long rateNanos, long fixedDelayNanos) {
    rejectAfterShutdown();
    long dueNanos = nanoTime() + Math.max(0, delayNanos);
    ManualTask.Timing timing =
        new ManualTask.Timing(dueNanos, sequence++, rateNanos, fixedDelayNanos);
    ManualTask<V> task = new ManualTask<>(this, callable, timing);
    scheduled.add(task);
    return task;
  }

  private static void cancel(ManualTask<?> task) {
    task.cancel(false);
  }

  private void run(ManualTask<?> task) {
    if (task.runOnce()) {
      repeat(task);
    }
  }

  private synchronized void repeat(ManualTask<?> task) {
    if (!shutdown && !task.isCancelled()) {
      task.moveOn(nanoTime(), sequence++);
      scheduled.add(task);
    }
  }

  private synchronized @Nullable Runnable pollExecuted() {
    return executed.poll();
  }

  private synchronized @Nullable ManualTask<?> pollDue() {
    ManualTask<?> first = first();
    return first != null && first.dueNanos() <= nanoTime() ? scheduled.pollFirst() : null;
  }

  private synchronized long nextDueNanos(long endNanos) {
    ManualTask<?> first = first();
    return first == null ? endNanos + 1 : first.dueNanos();
  }

  private @Nullable ManualTask<?> first() {
    return scheduled.isEmpty() ? null : scheduled.first();
  }

  private void rejectAfterShutdown() {
    if (shutdown) {
      throw new RejectedExecutionException("scheduler is shut down");
    }
  }

  private static long positive(long nanos) {
    if (nanos <= 0) {
      throw new IllegalArgumentException("period must be positive: " + nanos + " ns");
    }
    return nanos;
  }
}
