package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls from several threads, one at a time. */
final class CallQueueTest {
  private final CallQueue calls = new CallQueue();
  private final List<String> ran = new ArrayList<>();

  @Test
  void run_withinACall_runsAfterIt() {
    calls.run(
        () -> {
          calls.run(() -> ran.add("second"));
          calls.run(() -> ran.add("third"));
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "second", "third");
  }

  @Test
  void tryEnter_whileACallRuns_isRefused() {
    assertThat(calls.tryEnter()).isTrue();
    assertThat(calls.tryEnter()).isFalse();
    calls.run(() -> ran.add("waited"));
    assertThat(ran).isEmpty();

    calls.leave();

    assertThat(ran).containsExactly("waited");
    assertThat(calls.tryEnter()).isTrue();
  }

  @Test
  void run_callFails_othersRunAllTheSame() {
    Runnable failing =
        () -> {
          calls.run(
              () -> {
                throw new IllegalArgumentException("second");
              });
          calls.run(() -> ran.add("third"));
          throw new IllegalStateException("first");
        };

    assertThatThrownBy(() -> calls.run(failing)).isInstanceOf(RuntimeException.class);

    assertThat(ran).containsExactly("third");
    assertThat(calls.tryEnter()).isTrue();
  }

  @Test
  void run_fromManyThreads_neverTwoAtOnceAndEachInItsOrder() throws Exception {
    int threads = 4;
    int runs = 20_000;
    int[] lastOf = new int[threads];
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int own = thread;
      all.add(
          executor.submit(
              () -> {
                for (int i = 1; i <= runs; i++) {
                  int number = i;
                  calls.run(
                      () -> {
                        boolean alone = inside.incrementAndGet() == 1;
                        wrong.addAndGet(alone && lastOf[own] == number - 1 ? 0 : 1);
                        lastOf[own] = number;
                        inside.decrementAndGet();
                      });
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    executor.shutdown();

    assertThat(wrong).hasValue(0);
    assertThat(lastOf).containsOnly(runs);
  }
}
