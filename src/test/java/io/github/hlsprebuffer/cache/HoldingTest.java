package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class HoldingTest {
  @Test
  void retire_nobodyReading_freesOnce() {
    Holding holding = holding();
    assertThat(holding.pin()).isTrue();
    assertThat(holding.unpin()).isFalse();

    assertThat(holding.retire()).isTrue();
    assertThat(holding.retire()).isFalse();
    assertThat(holding.pin()).isFalse();
  }

  @Test
  void retire_someReading_leavesFreeingToTheLast() {
    Holding holding = holding();
    holding.pin();
    holding.pin();

    assertThat(holding.retire()).isFalse();
    assertThat(holding.pin()).isFalse();
    assertThat(holding.unpin()).isFalse();
    assertThat(holding.retire()).isFalse();
    assertThat(holding.unpin()).isTrue();
  }

  @Test
  void markRequested_severalTimes_isTheFirstOnce() {
    Holding holding = holding();

    assertThat(holding.isRequested()).isFalse();
    assertThat(holding.markRequested()).isTrue();
    assertThat(holding.markRequested()).isFalse();
    assertThat(holding.isRequested()).isTrue();
  }

  @Test
  void retire_whileOthersReadAndLeave_isFreedByOneAndNotWhileItIsRead() throws Exception {
    int readers = 3;
    ExecutorService threads = Executors.newFixedThreadPool(readers);
    CyclicBarrier start = new CyclicBarrier(readers + 1);
    try {
      for (int round = 0; round < 500; round++) {
        Holding holding = holding();
        AtomicBoolean free = new AtomicBoolean();
        List<Future<Integer>> frees = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
          frees.add(
              threads.submit(
                  () -> {
                    start.await(30, TimeUnit.SECONDS);
                    return read(holding, free);
                  }));
        }
        start.await(30, TimeUnit.SECONDS);
        int freed = 0;
        if (holding.retire()) {
          free.set(true);
          freed++;
        }
        for (Future<Integer> one : frees) {
          freed += one.get(30, TimeUnit.SECONDS);
        }

        assertThat(freed).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int read(Holding holding, AtomicBoolean free) {
    int freed = 0;
    for (int i = 0; i < 20 && holding.pin(); i++) {
      assertThat(free).isFalse();
      if (holding.unpin()) {
        free.set(true);
        freed++;
      }
    }
    return freed;
  }

  private static Holding holding() {
    return new Holding(
        Stores.key(1),
        /* bodyId= */ 1,
        /* blocks= */ 1,
        /* bytes= */ 1,
        /* headBytes= */ 1,
        /* storedAtNanos= */ 0,
        /* lifetimeNanos= */ 1,
        /* staleNanos= */ 0,
        /* requested= */ false);
  }
}
