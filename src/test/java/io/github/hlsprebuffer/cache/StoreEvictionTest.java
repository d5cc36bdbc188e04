package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Stores.BLOCK_BYTES;
import static io.github.hlsprebuffer.cache.Stores.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.NoLeaks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store far too small for what is put into it loses bytes, but never returns wrong ones. */
@ExtendWith(NoLeaks.class)
final class StoreEvictionTest {
  private static final int KEYS = 40;

  /** Heap in blocks, off-heap in MB. */
  @ParameterizedTest
  @CsvSource({"1, 0", "20, 0", "1, 1", "4, 2"})
  void read_underEviction_isTheNewestBytesOrNothing(int heapBlocks, long offHeapMb) {
    FakeClock clock = new FakeClock();
    PrebufferMetrics metrics = new PrebufferMetrics();
    int found = 0;
    try (EhcacheSegmentStore store =
        Stores.open((long) heapBlocks * BLOCK_BYTES, offHeapMb << 20, clock, metrics)) {
      Random random = new Random(17);
      Map<Integer, byte[]> newest = new HashMap<>();
      for (int step = 0; step < 1500; step++) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> {
            byte[] body = Bodies.body(step, random.nextInt(24 * BLOCK_BYTES));
            Stores.put(store, key(key), body, random.nextBoolean());
            if (body.length <= store.usage().capacityBytes() / 2) {
              newest.put(key, body);
            }
          }
          case 4 -> store.remove(key(key));
          case 5 -> clock.advance(Duration.ofSeconds(random.nextInt(60)));
          case 6 -> store.evictRequested(store.usage().capacityBytes() / 2);
          default -> {
            boolean isThere = isThere(store, key(key));
            byte[] body = Stores.body(store, key(key));
            if (body != null) {
              found++;
              assertThat(isThere).as("is there").isTrue();
              assertThat(body).as("step %s", step).isEqualTo(newest.get(key));
            }
          }
        }
      }
    }
    assertThat(found).as("found at all").isPositive();
  }

  private static boolean isThere(SegmentStore store, CacheKey key) {
    try (StoredResource stored = store.find(key)) {
      return stored != null && stored.has(0, stored.head().lengthBytes());
    }
  }

  /** So that whoever is about to send it knows before the first byte leaves. */
  @ParameterizedTest
  @CsvSource({"20, 0", "1, 1"})
  void has_partOfABody_isWhatReadWouldFind(int heapBlocks, long offHeapMb) {
    int bodies = 400;
    int evicted = 0;
    try (EhcacheSegmentStore store =
        Stores.open(
            (long) heapBlocks * BLOCK_BYTES,
            offHeapMb << 20,
            new FakeClock(),
            new PrebufferMetrics())) {
      for (int i = 0; i < bodies; i++) {
        Stores.put(store, key(i), Bodies.body(i, 2 * BLOCK_BYTES + 1), /* requested= */ true);
      }
      for (int i = 0; i < bodies; i++) {
        try (StoredResource stored = store.find(key(i))) {
          for (int at = 0; stored != null && at < stored.head().lengthBytes(); at += BLOCK_BYTES) {
            boolean isThere = stored.has(at, 1);
            evicted += isThere ? 0 : 1;
            assertThat(stored.read(at) != null).isEqualTo(isThere);
            assertThat(stored.has(0, at + 1) && !isThere).as("the part before, and it").isFalse();
          }
        }
      }
    }
    assertThat(evicted).as("evicted blocks of what is found").isPositive();
  }

  @ParameterizedTest
  @CsvSource({"20, 0", "4, 2"})
  void read_byManyThreadsUnderEviction_isOneOfTheBodiesPut(int heapBlocks, long offHeapMb)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EhcacheSegmentStore store =
        Stores.open(
            (long) heapBlocks * BLOCK_BYTES,
            offHeapMb << 20,
            new FakeClock(),
            new PrebufferMetrics())) {
      List<Future<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int worker = i;
        workers.add(threads.submit(() -> work(store, new Random(worker))));
      }
      int found = 0;
      for (Future<Integer> worker : workers) {
        found += worker.get(60, TimeUnit.SECONDS);
      }
      assertThat(found).isPositive();
      store.clear();
      assertThat(store.usage().bytes()).isZero();
      assertThat(store.usage().unrequestedBytes()).isZero();
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Bodies say which they are: every block is filled with the same number. */
  private static int work(SegmentStore store, Random random) {
    int found = 0;
    for (int step = 0; step < 700; step++) {
      int key = random.nextInt(8);
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] body = new byte[(1 + random.nextInt(8)) * BLOCK_BYTES];
          Arrays.fill(body, (byte) random.nextInt(256));
          Stores.put(store, key(key), body, random.nextBoolean());
        }
        case 1 -> store.evict(random.nextInt(8 * 8 * BLOCK_BYTES));
        default -> {
          byte[] body = Stores.body(store, key(key));
          if (body != null) {
            found++;
            assertThat(body).containsOnly(body[0]);
          }
        }
      }
    }
    return found;
  }
}
