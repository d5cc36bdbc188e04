package io.github.hlsprebuffer.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

/** Manual time: the clock, the scheduler and the direct executor. */
final class ManualSchedulerTest {

  private final FakeClock clock = new FakeClock();
  private final ManualScheduler scheduler = new ManualScheduler(clock);
  private final List<String> runs = new ArrayList<>();

  @Test
  void clock_advance_movesInstantNanosAndZonedViews() {
    Instant before = clock.instant();
    long nanosBefore = clock.nanoTimeSource().getAsLong();

    clock.advance(Duration.ofMillis(1_500));

    assertThat(clock.instant()).isEqualTo(before.plusMillis(1_500));
    assertThat(clock.nanoTime() - nanosBefore).isEqualTo(1_500_000_000L);
    assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(clock.instant());
  }

  @Test
  void clock_negativeAdvance_isRefused() {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void execute_task_waitsForRunAll() {
    scheduler.execute(() -> scheduler.execute(() -> runs.add("inner")));

    assertThat(scheduler.queuedTasks()).isEqualTo(1);
    assertThat(runs).isEmpty();
    assertThat(scheduler.runAll()).isEqualTo(2);
    assertThat(runs).containsExactly("inner");
  }

  @Test
  void execute_taskThrows_reachesTheCaller() {
    scheduler.execute(
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThatThrownBy(scheduler::runAll).hasMessage("broken");
  }

  @Test
  void submit_callable_completesItsFuture() throws Exception {
    Future<String> future = scheduler.submit(() -> "done");

    assertThat(future).isNotDone();
    assertThat(scheduler.runDue()).isEqualTo(1);
    assertThat(future.get()).isEqualTo("done");
  }

  @Test
  void schedule_clockAdvancesTooLittle_isNotRun() {
    ScheduledFuture<?> future = scheduler.schedule(() -> runs.add("a"), 2, SECONDS);

    clock.advance(Duration.ofMillis(1_999));

    assertThat(scheduler.runDue()).isZero();
    assertThat(future.getDelay(MILLISECONDS)).isEqualTo(1);
    assertThat(scheduler.nextDelay()).contains(Duration.ofMillis(1));
  }

  @Test
  void schedule_clockReachesItsTime_isRunByRunDue() throws Exception {
    Future<String> future = scheduler.schedule(() -> "value", 2, SECONDS);

    clock.advance(Duration.ofSeconds(2));

    assertThat(future).isNotDone();
    assertThat(scheduler.runDue()).isEqualTo(1);
    assertThat(future.get()).isEqualTo("value");
    assertThat(scheduler.scheduledTasks()).isZero();
  }

  @Test
  void schedule_taskThrows_failsItsFutureOnly() {
    Future<?> future =
        scheduler.schedule(
            () -> {
              throw new IllegalStateException("broken");
            },
            0,
            SECONDS);

    assertThat(scheduler.runDue()).isEqualTo(1);
    assertThatThrownBy(future::get).hasRootCauseMessage("broken");
  }

  @Test
  void advance_severalTasks_runsEachAtItsOwnTimeInOrder() {
    Instant start = clock.instant();
    note("late", 3);
    note("early", 1);
    note("early too", 1);

    assertThat(scheduler.advance(Duration.ofSeconds(5))).isEqualTo(3);

    assertThat(runs)
        .containsExactly(
            "early " + start.plusSeconds(1),
            "early too " + start.plusSeconds(1),
            "late " + start.plusSeconds(3));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(5));
  }

  @Test
  void advance_taskSchedulesAnother_runsItWithinTheSameAdvance() {
    Future<?> outer = scheduler.schedule(() -> note("inner", 1), 1, SECONDS);

    assertThat(scheduler.advance(Duration.ofSeconds(2))).isEqualTo(2);
    assertThat(outer).isDone();
    assertThat(runs).hasSize(1);
  }

  @Test
  void scheduleWithFixedDelay_slowTask_isDelayedFromItsEnd() {
    ScheduledFuture<?> future =
        scheduler.scheduleWithFixedDelay(
            () -> {
              runs.add("run");
              clock.advance(Duration.ofSeconds(3));
            },
            1,
            10,
            SECONDS);

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(runs).hasSize(1);
    assertThat(future.getDelay(SECONDS)).isEqualTo(10);
  }

  @Test
  void scheduleAtFixedRate_slowTask_keepsItsRate() {
    ScheduledFuture<?> future =
        scheduler.scheduleAtFixedRate(() -> clock.advance(Duration.ofSeconds(3)), 1, 10, SECONDS);

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(future.getDelay(SECONDS)).isEqualTo(7);
  }

  @Test
  void periodic_severalPeriods_runsOncePerPeriod() {
    Future<?> future = scheduler.scheduleWithFixedDelay(() -> runs.add("run"), 30, 30, SECONDS);

    assertThat(scheduler.advance(Duration.ofSeconds(95))).isEqualTo(3);
    assertThat(future).isNotDone();
  }

  @Test
  void periodic_taskThrows_isNotRepeated() {
    Future<?> future =
        scheduler.scheduleAtFixedRate(
            () -> {
              throw new IllegalStateException("broken");
            },
            1,
            1,
            SECONDS);

    assertThat(scheduler.advance(Duration.ofSeconds(5))).isEqualTo(1);
    assertThatThrownBy(future::get).hasRootCauseMessage("broken");
  }

  @Test
  void cancel_scheduledTask_leavesTheQueue() {
    Future<?> future = scheduler.schedule(() -> runs.add("a"), 1, SECONDS);

    assertThat(future.cancel(false)).isTrue();
    assertThat(scheduler.scheduledTasks()).isZero();
    assertThat(scheduler.advance(Duration.ofSeconds(2))).isZero();
  }

  @Test
  void cancel_periodicTaskFromWithin_isNotRepeated() {
    List<ScheduledFuture<?>> self = new ArrayList<>();
    self.add(
        scheduler.scheduleAtFixedRate(
            () -> assertThat(self.get(0).cancel(false)).isTrue(), 1, 1, SECONDS));

    assertThat(scheduler.advance(Duration.ofSeconds(5))).isEqualTo(1);
    assertThat(scheduler.scheduledTasks()).isZero();
  }

  @Test
  void shutdown_periodicTasksGo_delayedTasksStay() {
    Future<?> periodic = scheduler.scheduleAtFixedRate(() -> {}, 1, 1, SECONDS);
    Future<?> delayed = scheduler.schedule(() -> runs.add("a"), 1, SECONDS);

    scheduler.shutdown();

    assertThat(periodic).isCancelled();
    assertThat(scheduler.isTerminated()).isFalse();
    assertThat(scheduler.advance(Duration.ofSeconds(2))).isEqualTo(1);
    assertThat(delayed).isDone();
    assertThat(scheduler.awaitTermination(0, SECONDS)).isTrue();
  }

  @Test
  void shutdown_newTasks_areRejected() {
    scheduler.shutdown();

    assertThatThrownBy(() -> scheduler.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> scheduler.schedule(() -> {}, 1, SECONDS))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void shutdownNow_waitingTasks_areReturned() {
    scheduler.execute(() -> runs.add("a"));
    Future<?> delayed = scheduler.schedule(() -> runs.add("b"), 1, SECONDS);

    assertThat(scheduler.shutdownNow()).hasSize(2).contains((Runnable) delayed);
    assertThat(scheduler.isTerminated()).isTrue();
    assertThat(scheduler.advance(Duration.ofSeconds(2))).isZero();
  }

  @Test
  void directExecutor_task_isRunAtOnce() {
    new DirectExecutor().execute(() -> runs.add("a"));

    assertThat(runs).containsExactly("a");
  }

  private void note(String name, long delaySeconds) {
    Future<?> unused =
        scheduler.schedule(() -> runs.add(name + " " + clock.instant()), delaySeconds, SECONDS);
  }
}
