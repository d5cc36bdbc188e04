package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterleavingsTest {
  private final Interleavings interleavings = new Interleavings(2);

  @AfterEach
  void close() {
    interleavings.close();
  }

  @Test
  void explore_twoThreadsWithThreeStepsEach_playsEveryOrderOnce() {
    try (Interleavings all = new Interleavings(Integer.MAX_VALUE)) {
      Set<String> orders = new TreeSet<>();
      int played =
          all.explore(
              turns -> {
                StringBuilder order = new StringBuilder();
                for (String name : new String[] {"a", "b"}) {
                  turns.thread(
                      name,
                      () -> {
                        for (int step = 0; step < 3; step++) {
                          order.append(name);
                          turns.pause();
                        }
                      });
                }
                turns.atEnd(() -> orders.add(order.toString()));
              });
      // Six over three; the pause after the last step makes some orders look alike.
      assertThat(orders).hasSize(20);
      assertThat(played).isGreaterThanOrEqualTo(20);
    }
  }

  @Test
  void explore_readAndWriteUnderALockEach_findsTheLostUpdate() {
    assertThatThrownBy(
            () ->
                interleavings.explore(
                    turns -> {
                      Lock lock = turns.lock();
                      int[] counter = new int[1];
                      for (String name : new String[] {"one", "two"}) {
                        turns.thread(name, () -> increment(lock, counter));
                      }
                      turns.atEnd(() -> assertThat(counter[0]).isEqualTo(2));
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("one two");
  }

  private static void increment(Lock lock, int[] counter) {
    int[] seen = new int[1];
    locked(lock, () -> seen[0] = counter[0]);
    locked(lock, () -> counter[0] = seen[0] + 1);
  }

  private static void locked(Lock lock, Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  @Test
  void explore_lookedBeforeTheLockIsTaken_findsTheLostWakeUp() {
    assertThatThrownBy(
            () ->
                interleavings.explore(
                    turns -> {
                      Lock lock = turns.lock();
                      Condition condition = lock.newCondition();
                      boolean[] isThere = new boolean[1];
                      turns.thread("waiter", () -> await(lock, condition, isThere));
                      turns.thread("waker", () -> wake(lock, condition, isThere));
                    }))
        .rootCause()
        .hasMessage("stuck: [waiter waits for a signal]");
  }

  @SuppressWarnings("WaitNotInLoop") // the mistake
  private static void await(Lock lock, Condition condition, boolean[] isThere) {
    if (!isThere[0]) {
      locked(lock, condition::awaitUninterruptibly);
    }
  }

  private static void wake(Lock lock, Condition condition, boolean[] isThere) {
    locked(
        lock,
        () -> {
          isThere[0] = true;
          condition.signalAll();
        });
  }

  @Test
  void explore_locksTakenInOppositeOrders_findsTheDeadlock() {
    assertThatThrownBy(
            () ->
                interleavings.explore(
                    turns -> {
                      Lock first = turns.lock();
                      Lock second = turns.lock();
                      turns.thread("one", () -> both(first, second));
                      turns.thread("two", () -> both(second, first));
                    }))
        .rootCause()
        .hasMessageContaining("stuck");
  }

  private static void both(Lock outer, Lock inner) {
    locked(outer, () -> locked(inner, () -> {}));
  }
}
