package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Stores.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With a real Ehcache. A block with a loan came from off-heap memory, one without was on the heap.
 */
final class BlockTiersTest {
  private static final int HEAP_BLOCKS = 20;

  /** After so many reads a block is on the heap, but once in 10^27 times. */
  private static final int MANY = 2_000;

  private final EhcacheTiers tiers =
      EhcacheTiers.open((long) HEAP_BLOCKS * BLOCK_BYTES, 16L << 20, BLOCK_BYTES);
  private final BlockTiers blocks = tiers.blocks();

  @AfterEach
  void close() {
    tiers.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK_BYTES, 1, BLOCK_BYTES - 1, 3 * BLOCK_BYTES})
  void get_again_isTheSameFromOffHeapAndThenFromTheHeap(int length) {
    BlockKey key = new BlockKey(1, 0);
    byte[] block = Bodies.body(1, length);
    blocks.put(key, block);
    boolean isLent = true;
    int reads = 0;
    for (; reads < MANY && isLent; reads++) {
      Slice read = blocks.get(key);
      assertThat(read).isNotNull();
      isLent = read.loan() != null;
      assertThat(bytes(read)).isEqualTo(block);
      read.giveBack();
    }

    assertThat(isLent).isFalse();
    Slice onHeap = blocks.get(key);
    assertThat(onHeap).isNotNull();
    assertThat(onHeap.loan()).isNull();
    assertThat(bytes(onHeap)).isEqualTo(block);
    assertThat(block).as("what was put").isEqualTo(Bodies.body(1, length));
  }

  @Test
  void get_keptWhileOthersAreReadAndGivenBack_keepsItsBytes() {
    for (int i = 0; i < 8; i++) {
      blocks.put(new BlockKey(1, i), Bodies.body(i, BLOCK_BYTES));
    }
    Slice kept = blocks.get(new BlockKey(1, 0));
    assertThat(kept).isNotNull();
    for (int i = 0; i < MANY; i++) {
      Slice other = blocks.get(new BlockKey(1, i % 8));
      assertThat(other).isNotNull();
      other.giveBack();
    }

    assertThat(bytes(kept)).isEqualTo(Bodies.body(0, BLOCK_BYTES));
  }

  @Test
  void remove_onTheHeapOrNot_isGoneFromBoth() {
    blocks.put(new BlockKey(1, 0), Bodies.body(1, BLOCK_BYTES));
    blocks.put(new BlockKey(1, 1), Bodies.body(2, BLOCK_BYTES));
    for (int i = 0; i < MANY; i++) {
      assertThat(blocks.get(new BlockKey(1, 0))).isNotNull();
    }
    blocks.remove(new BlockKey(1, 0));
    blocks.remove(new BlockKey(1, 1));

    assertThat(blocks.get(new BlockKey(1, 0))).isNull();
    assertThat(blocks.get(new BlockKey(1, 1))).isNull();
  }

  @Test
  void get_ofMoreThanTheHeapHolds_keepsNoMoreThereThanItMay() {
    int count = 3 * HEAP_BLOCKS;
    for (int i = 0; i < count; i++) {
      blocks.put(new BlockKey(1, i), Bodies.body(i, BLOCK_BYTES));
    }
    for (int i = 0; i < 10 * MANY; i++) {
      assertThat(blocks.get(new BlockKey(1, i % count))).isNotNull();
    }
    int onHeap = 0;
    for (int i = 0; i < count; i++) {
      Slice read = blocks.get(new BlockKey(1, i));
      assertThat(read).isNotNull();
      assertThat(bytes(read)).isEqualTo(Bodies.body(i, BLOCK_BYTES));
      onHeap += read.loan() == null ? 1 : 0;
    }

    // One may be there for this very read.
    assertThat(onHeap).isBetween(1, HEAP_BLOCKS);
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    System.arraycopy(slice.array(), slice.offset(), bytes, 0, bytes.length);
    return bytes;
  }
}
