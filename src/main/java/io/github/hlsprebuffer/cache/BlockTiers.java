package io.github.hlsprebuffer.cache;

import java.util.concurrent.ThreadLocalRandom;
import org.ehcache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The blocks in Ehcache. Where there is off-heap memory, all of them are there, and those that are
 * read often on the heap as well; where there is none, the heap has them all. Thread-safe.
 */
final class BlockTiers {
  /**
   * One read of so many takes a block to the heap: what is read often gets there soon, and what is
   * read once, or is more than fits, hardly moves anything.
   */
  static final int READS_PER_PROMOTION = 32;

  private final Cache<BlockKey, byte[]> heap;
  private final @Nullable Cache<BlockKey, Slice> offHeap;

  BlockTiers(Cache<BlockKey, byte[]> heap, @Nullable Cache<BlockKey, Slice> offHeap) {
    this.heap = heap;
    this.offHeap = offHeap;
  }

  /** Stores a block under a key that is new. */
  void put(BlockKey key, byte[] block) {
    if (offHeap == null) {
      heap.put(key, block);
    } else {
      offHeap.put(key, new Slice(block, 0, block.length));
    }
  }

  /** The whole block; null if it was evicted. Not to be called once it may be removed. */
  @Nullable Slice get(BlockKey key) {
    byte[] block = heap.get(key);
    if (block != null) {
      return new Slice(block, 0, block.length);
    }
    Slice copy = offHeap == null ? null : offHeap.get(key);
    if (copy != null && ThreadLocalRandom.current().nextInt(READS_PER_PROMOTION) == 0) {
      return promoted(key, copy);
    }
    return copy;
  }

  /** Whether {@link #get} would find it; costs no copy. */
  boolean contains(BlockKey key) {
    return heap.containsKey(key) || (offHeap != null && offHeap.containsKey(key));
  }

  private Slice promoted(BlockKey key, Slice copy) {
    byte[] block = copy.toArray();
    heap.put(key, block);
    return new Slice(block, 0, block.length);
  }

  void remove(BlockKey key) {
    heap.remove(key);
    if (offHeap != null) {
      offHeap.remove(key);
    }
  }
}
