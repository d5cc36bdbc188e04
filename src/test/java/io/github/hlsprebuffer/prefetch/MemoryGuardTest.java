package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryGuardTest {
  private final MemoryStore store = new MemoryStore();
  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private final OriginEstimates estimates = new OriginEstimates();
  private int heapPercent;
  private final MemoryGuard guard =
      new MemoryGuard(
          store, 80, 90, () -> heapPercent, new FillMemory(Long.MAX_VALUE), estimates, metrics);

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "80, 80, true",
    "81, 0, false",
    "100, 0, false",
    "0, 81, false",
    "0, 100, false",
  })
  void allowsPrefetch_levels_upToTheLimit(int storePercent, int heap, boolean allowed) {
    fill(storePercent);
    heapPercent = heap;

    assertThat(guard.allowsPrefetch()).isEqualTo(allowed);
  }

  @Test
  void allowsPrefetch_noCapacity_never() {
    store.usage(new StoreUsage(0, 0, 0, 0));

    assertThat(guard.allowsPrefetch()).isFalse();
  }

  @Test
  void allowsPrefetch_again_countsEachTimeItWasHeldBackOnce() {
    fill(81);
    guard.allowsPrefetch();
    guard.allowsPrefetch();
    assertThat(metrics.value(Counter.PREFETCHES_HELD_FOR_MEMORY)).isEqualTo(1);

    fill(50);
    assertThat(guard.allowsPrefetch()).isTrue();
    fill(81);
    guard.allowsPrefetch();

    assertThat(metrics.value(Counter.PREFETCHES_HELD_FOR_MEMORY)).isEqualTo(2);
  }

  @Test
  void makeRoom_belowTheLimit_evictsNothing() {
    fill(80);

    guard.makeRoom();

    assertThat(store.evictions()).isEmpty();
  }

  @Test
  void makeRoom_aboveTheLimit_dropsWatchedSegmentsWithSomeHeadroom() {
    fill(81);

    guard.makeRoom();

    assertThat(store.evictions()).containsExactly("requested 750");
  }

  @Test
  void allowsPrefetch_aboveTheLimit_makesRoomFirst() {
    fill(95);

    guard.allowsPrefetch();

    assertThat(store.evictions()).containsExactly("requested 750");
  }

  @Test
  void relieve_belowTheEmergency_cutsNothing() {
    fill(90);
    heapPercent = 90;

    guard.relieve();

    assertThat(store.evictions()).isEmpty();
    assertThat(metrics.value(Counter.EMERGENCY_CUTS)).isZero();
  }

  @Test
  void relieve_storeAboveTheEmergency_cutsItToTheLimit() {
    fill(91);

    guard.relieve();

    assertThat(store.evictions()).containsExactly("all 800");
    assertThat(metrics.value(Counter.EMERGENCY_CUTS)).isEqualTo(1);
  }

  @Test
  void relieve_heapAboveTheEmergency_halvesTheStore() {
    fill(60);
    heapPercent = 91;

    guard.relieve();

    assertThat(store.evictions()).containsExactly("all 300");
  }

  @Test
  void relieve_heapFullAndStoreEmpty_cutsNothing() {
    heapPercent = 100;

    guard.relieve();

    assertThat(store.evictions()).isEmpty();
    assertThat(metrics.value(Counter.EMERGENCY_CUTS)).isZero();
  }

  private void fill(int percent) {
    store.usage(new StoreUsage(1, percent * 10L, 0, 1_000));
  }
}
