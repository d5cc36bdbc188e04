package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Stores.BLOCK_BYTES;
import static io.github.hlsprebuffer.cache.Stores.body;
import static io.github.hlsprebuffer.cache.Stores.key;
import static io.github.hlsprebuffer.cache.Stores.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.cache.SegmentStore.StoredBody;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.NoLeaks;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real Ehcache, on the heap only and with an off-heap tier behind a tiny heap. */
@ExtendWith(NoLeaks.class)
final class EhcacheSegmentStoreTest {
  private static final long MB = 1L << 20;
  private static final byte[] BODY = Bodies.body(1, 3 * BLOCK_BYTES + 100);
  private static final byte[] NEWER = Bodies.body(2, 2 * BLOCK_BYTES);

  private final FakeClock clock = new FakeClock();
  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private @Nullable EhcacheSegmentStore opened;

  private SegmentStore open(long offHeapMb) {
    long heapBytes = offHeapMb == 0 ? MB : 4 * BLOCK_BYTES;
    opened = Stores.open(heapBytes, offHeapMb * MB, clock, metrics);
    return opened;
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void clockOfTheMachine_setByAnHour_changesNeitherLifetimesNorAges(int hours) {
    SegmentStore store = open(0);
    put(store, key(1), BODY, /* requested= */ true, /* lifetimeMillis= */ 60_000);
    clock.advance(Duration.ofSeconds(10));

    clock.set(Duration.ofHours(hours));

    put(store, key(2), NEWER, /* requested= */ true, /* lifetimeMillis= */ 60_000);
    clock.advance(Duration.ofSeconds(40));
    assertAge(store, key(1), 50);
    assertAge(store, key(2), 40);
    clock.advance(Duration.ofSeconds(15));
    assertThat(body(store, key(1))).isNull();
    assertAge(store, key(2), 55);
  }

  private static void assertAge(SegmentStore store, CacheKey key, long seconds) {
    try (StoredResource stored = store.find(key)) {
      assertThat(stored).isNotNull();
      assertThat(stored.ageSeconds()).isEqualTo(seconds);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void find_whatWasPut_hasItsHeadAndItsBytes(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    ResponseHead response =
        new ResponseHead(200, HttpFields.EMPTY.with("Content-Type", "video/mp2t"));
    HttpFields selecting = HttpFields.EMPTY.with("origin", "https://a");
    clock.advance(Duration.ofSeconds(7));
    store.put(
        key(1),
        new StoredBody(response, selecting, BODY.length, /* initialAgeSeconds= */ 5, 60_000),
        Stores.blocks(BODY, BLOCK_BYTES),
        /* requested= */ true);

    try (StoredResource stored = store.find(key(1))) {
      assertThat(stored).isNotNull();
      StoredHead head = stored.head();
      assertThat(head.response()).isEqualTo(response);
      assertThat(head.selecting()).isEqualTo(selecting);
      assertThat(head.lengthBytes()).isEqualTo(BODY.length);
      assertThat(head.storedAtMillis()).isEqualTo(clock.millis());
      assertThat(head.lifetimeMillis()).isEqualTo(60_000);
      assertThat(head.ageSeconds(clock.millis() + 2000)).isEqualTo(7);
      assertThat(body(stored)).isEqualTo(BODY);
      Slice tail = stored.read(3 * BLOCK_BYTES + 60);
      assertThat(tail).isNotNull();
      assertThat(tail.length()).isEqualTo(40);
      assertThat(stored.read(5 * BLOCK_BYTES)).as("beyond the end").isNull();
    }
    assertThat(store.contains(key(1))).isTrue();
    assertThat(store.contains(key(2))).isFalse();
    assertThat(store.find(key(2))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void put_emptyBody_isFound(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), new byte[0], /* requested= */ true);

    assertThat(body(store, key(1))).isEmpty();
    assertThat(store.usage().resources()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void find_keysThatDifferInRangeOrPartition_areApart(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    CacheKey own = new CacheKey(key(1).uri(), /* range= */ null, "a1");
    put(store, own, BODY, /* requested= */ true);

    assertThat(store.find(key(1))).isNull();
    assertThat(own.shared()).isEqualTo(key(1));
    assertThat(body(store, own)).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void find_afterItsLifetime_isNothingAndSweepFreesIt(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true, /* lifetimeMillis= */ 60_000);
    put(store, key(2), NEWER, /* requested= */ true, /* lifetimeMillis= */ 120_000);
    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    assertThat(body(store, key(1))).isEqualTo(BODY);
    clock.advance(Duration.ofNanos(1));

    assertThat(store.find(key(1))).isNull();
    assertThat(store.contains(key(1))).isFalse();
    assertThat(store.usage().resources()).as("not swept yet").isEqualTo(2);
    assertThat(store.sweep()).isEqualTo(store.usage());
    assertThat(store.usage().resources()).isEqualTo(1);
    assertThat(store.usage().bytes()).isEqualTo(NEWER.length);
    assertThat(body(store, key(2))).isEqualTo(NEWER);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void put_sameKeyAgain_replaces(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    put(store, key(1), NEWER, /* requested= */ true);

    assertThat(body(store, key(1))).isEqualTo(NEWER);
    assertThat(store.usage().resources()).isEqualTo(1);
    assertThat(store.usage().bytes()).isEqualTo(NEWER.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void read_whileReplacedRemovedExpiredOrCleared_keepsItsBytes(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true, /* lifetimeMillis= */ 60_000);
    try (StoredResource first = store.find(key(1))) {
      assertThat(first).isNotNull();
      put(store, key(1), NEWER, /* requested= */ true, /* lifetimeMillis= */ 60_000);
      try (StoredResource second = store.find(key(1))) {
        assertThat(second).isNotNull();
        store.remove(key(1));
        clock.advance(Duration.ofMinutes(2));
        store.sweep();
        store.clear();

        assertThat(body(first)).isEqualTo(BODY);
        assertThat(body(second)).isEqualTo(NEWER);
        assertThat(store.find(key(1))).isNull();
        assertThat(store.usage().bytes()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void close_lastReaderOfWhatWasRemoved_freesItsBlocks(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    StoredResource one = store.find(key(1));
    StoredResource two = store.find(key(1));
    assertThat(one).isNotNull();
    assertThat(two).isNotNull();
    store.remove(key(1));
    one.close();
    one.close();
    assertThat(body(two)).as("closing twice counts once").isEqualTo(BODY);
    two.close();

    assertThat(two.read(0)).as("a block of what nobody reads").isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void read_afterClose_isNothing(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    StoredResource stored = store.find(key(1));
    assertThat(stored).isNotNull();
    stored.close();

    assertThat(stored.read(0)).isNull();
    assertThat(body(store, key(1))).isEqualTo(BODY);
  }

  /** As one does who copies a whole body. */
  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void read_slicesThatAreKept_stayWhileOthersRead(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    put(store, key(2), NEWER, /* requested= */ true);
    try (StoredResource stored = store.find(key(1))) {
      assertThat(stored).isNotNull();
      Slice first = stored.read(0);
      Slice second = stored.read(BLOCK_BYTES);
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      for (int i = 0; i < 50; i++) {
        assertThat(body(store, key(2))).isEqualTo(NEWER);
      }

      assertThat(first.array()).startsWith(Arrays.copyOf(BODY, BLOCK_BYTES));
      assertThat(second.array()).startsWith(Arrays.copyOfRange(BODY, BLOCK_BYTES, 2 * BLOCK_BYTES));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void remove_storedOrNot_forgetsIt(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    store.remove(key(1));
    store.remove(key(1));
    store.remove(key(2));

    assertThat(store.find(key(1))).isNull();
    assertThat(store.contains(key(1))).isFalse();
    assertThat(store.usage().resources()).isZero();
    assertThat(store.usage().bytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void clear_everythingStored_isForgotten(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    for (int i = 0; i < 10; i++) {
      put(store, key(i), BODY, /* requested= */ true);
    }
    store.clear();

    assertThat(store.usage().resources()).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(store.find(key(i))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void usage_unrequestedBodies_areUsefulWhenFoundAndWastedWhenDropped(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ false);
    put(store, key(2), NEWER, /* requested= */ false);
    put(store, key(3), NEWER, /* requested= */ true);
    assertThat(store.usage().unrequestedBytes()).isEqualTo(BODY.length + NEWER.length);
    assertThat(store.contains(key(1))).as("looking is not asking").isTrue();
    assertThat(store.usage().unrequestedBytes()).isEqualTo(BODY.length + NEWER.length);

    body(store, key(1));
    body(store, key(1));
    body(store, key(3));
    assertThat(metrics.value(Counter.PREFETCHES_USEFUL)).isEqualTo(1);
    assertThat(store.usage().unrequestedBytes()).isEqualTo(NEWER.length);

    store.clear();
    assertThat(metrics.value(Counter.PREFETCHES_WASTED)).isEqualTo(1);
    assertThat(metrics.value(Counter.BYTES_WASTED)).isEqualTo(NEWER.length);
    assertThat(store.usage().unrequestedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void put_overAnUnrequestedBody_wastesThat(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ false);
    put(store, key(1), NEWER, /* requested= */ false);

    assertThat(metrics.value(Counter.BYTES_WASTED)).isEqualTo(BODY.length);
    assertThat(store.usage().unrequestedBytes()).isEqualTo(NEWER.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void put_bodyOfMoreThanHalfTheTier_isNotStored(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true);
    int half = (int) (store.usage().capacityBytes() / 2);
    put(store, key(2), new byte[half + 1], /* requested= */ true);

    assertThat(store.contains(key(2))).isFalse();
    assertThat(body(store, key(1))).as("what was there").isEqualTo(BODY);
    assertThat(store.usage().resources()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void put_noLifetime_isNotStored(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    put(store, key(1), BODY, /* requested= */ true, /* lifetimeMillis= */ 0);
    put(store, key(2), BODY, /* requested= */ true, /* lifetimeMillis= */ -1);

    assertThat(store.usage().resources()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void evictRequested_downToALevel_dropsTheOldestThatWereAskedFor(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    for (int i = 0; i < 6; i++) {
      clock.advance(Duration.ofSeconds(1));
      put(store, key(i), NEWER, /* requested= */ i % 2 == 0);
    }
    store.evictRequested(4L * NEWER.length);

    assertThat(store.contains(key(0))).isFalse();
    assertThat(store.contains(key(2))).isFalse();
    assertThat(store.contains(key(4))).isTrue();
    assertThat(store.usage().resources()).isEqualTo(4);
    store.evictRequested(0);
    assertThat(store.usage().resources()).as("what nobody asked for yet").isEqualTo(3);
    assertThat(metrics.value(Counter.PREFETCHES_WASTED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void evict_downToALevel_dropsTheOldest(long offHeapMb) {
    SegmentStore store = open(offHeapMb);
    for (int i = 0; i < 6; i++) {
      put(store, key(i), NEWER, /* requested= */ i > 0);
    }
    store.evict(6L * NEWER.length);
    assertThat(store.usage().resources()).as("it fits").isEqualTo(6);
    store.evict(4L * NEWER.length - 1);

    assertThat(store.usage().bytes()).isEqualTo(3L * NEWER.length);
    for (int i = 0; i < 6; i++) {
      assertThat(store.contains(key(i))).isEqualTo(i >= 3);
    }
    assertThat(metrics.value(Counter.PREFETCHES_WASTED)).isEqualTo(1);
    store.evict(0);
    assertThat(store.usage().resources()).isZero();
  }

  /** System.nanoTime may be negative, and then pass zero. */
  @ParameterizedTest
  @ValueSource(longs = {-10_000_000_000L, Long.MAX_VALUE - 10_000_000_000L})
  void evict_nanoTimePassingZeroOrItsMaximum_stillDropsTheOldest(long startNanos) {
    EhcacheSegmentStore store =
        new EhcacheSegmentStore(
            MB, 0, BLOCK_BYTES, clock, () -> startNanos + clock.nanoTime(), metrics);
    opened = store;
    put(store, key(1), NEWER, /* requested= */ true);
    clock.advance(Duration.ofSeconds(20));
    put(store, key(2), NEWER, /* requested= */ true);
    store.evict(NEWER.length);

    assertThat(store.contains(key(1))).isFalse();
    assertThat(body(store, key(2))).isEqualTo(NEWER);
  }

  /** Bodies of nothing fill no cache, and everything else about them fills the heap. */
  @ParameterizedTest
  @CsvSource({"0, 10, 7000", "1, 10, 7000", "0, 600, 10"})
  void put_headsWithoutNumber_asManyAreKeptAsThereIsRoomFor(
      int bodyBytes, int fields, int nameChars) {
    EhcacheSegmentStore store =
        new EhcacheSegmentStore(MB, 0, 2 * MB, BLOCK_BYTES, clock, clock.nanoTimeSource(), metrics);
    opened = store;
    byte[] body = Bodies.body(1, bodyBytes);
    HttpFields sent =
        HttpFields.of(Collections.nCopies(fields, new HttpFields.Field("X-Any", "a")));
    CacheKey newest = key(0);
    for (int i = 0; i < 20_000; i++) {
      newest = new CacheKey("http://o/a.ts?" + "x".repeat(nameChars) + i, /* range= */ null, "");
      store.put(
          newest,
          new StoredBody(
              new ResponseHead(200, sent),
              HttpFields.EMPTY,
              bodyBytes,
              /* initialAgeSeconds= */ 0,
              /* lifetimeMillis= */ 3_600_000),
          Stores.blocks(body, BLOCK_BYTES),
          /* requested= */ true);
    }

    assertThat(store.usage().resources()).isBetween(3L, 2 * MB / (nameChars + fields));
    assertThat(body(store, newest)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void usage_capacity_isThatOfTheLargestTier(long offHeapMb) {
    StoreUsage usage = open(offHeapMb).usage();

    assertThat(usage).isEqualTo(new StoreUsage(0, 0, 0, Math.max(1, offHeapMb) * MB));
    assertThat(usage.percent()).isZero();
    assertThat(new StoreUsage(1, 90, 0, 100).percent()).isEqualTo(90);
    assertThat(new StoreUsage(1, 300, 0, 100).percent()).isEqualTo(100);
    assertThat(new StoreUsage(0, 0, 0, 0).percent()).isEqualTo(100);
  }

  /** Otherwise a resource that can never be found would never be fetched again either. */
  @Test
  void put_sameKeyByTwoThreads_leavesNothingThatIsContainedButNotFound() throws Exception {
    SegmentStore store = open(0);
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 2000; i++) {
        CacheKey key = key(i % 3);
        Future<?> other =
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  put(store, key, BODY, /* requested= */ true);
                  return null;
                });
        start.await(30, TimeUnit.SECONDS);
        put(store, key, NEWER, /* requested= */ true);
        other.get(30, TimeUnit.SECONDS);
        boolean found = body(store, key) != null;

        assertThat(store.contains(key)).isEqualTo(found);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 16})
  void close_usedStoreEvenTwice_leavesNoThreadBehind(long offHeapMb) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SegmentStore store = open(offHeapMb);
    for (int i = 0; i < 200; i++) {
      put(store, key(i), BODY, /* requested= */ true);
      body(store, key(i / 2));
    }
    store.close();
    store.close();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(
                        thread -> thread.getName().toLowerCase(Locale.ROOT).contains("ehcache"))
                    .isSubsetOf(before));
  }
}
