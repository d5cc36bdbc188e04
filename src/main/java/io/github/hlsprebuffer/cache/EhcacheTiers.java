package io.github.hlsprebuffer.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.Status;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Ehcache manager with its caches: heads on the heap, blocks on the heap and off-heap. Where
 * the JVM does not grant the off-heap memory asked for, it takes what fits and says so.
 */
final class EhcacheTiers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EhcacheTiers.class);

  /** Direct memory left to the container's and the client's sockets. */
  private static final long RESERVED_DIRECT_BYTES = 32L << 20;

  private static final long MIN_OFF_HEAP_BYTES = 1L << 20;
  private static final int MAX_HEADS = 100_000;
  private static final int MIN_SCRATCH_BLOCKS = 8;
  private static final int MAX_SCRATCH_BLOCKS = 64;

  private final CacheManager manager;
  private final long capacityBytes;

  static {
    // Ehcache makes one of them for the first block that lies in two pages. The JVM loads their
    // class then, and throws away all code that it compiled for the one kind of buffer on the heap
    // that it knew: somebody would wait five milliseconds longer for his segment.
    ByteBuffer.allocate(0).asReadOnlyBuffer();
  }

  private EhcacheTiers(CacheManager manager, long capacityBytes) {
    this.manager = manager;
    this.capacityBytes = capacityBytes;
  }

  static EhcacheTiers open(long heapBytes, long offHeapBytes, int blockBytes) {
    long heapBlocks = Math.max(1, heapBytes / blockBytes);
    long fitting = fitting(offHeapBytes);
    while (fitting >= MIN_OFF_HEAP_BYTES) {
      try {
        return new EhcacheTiers(manager(heapBlocks, fitting, blockBytes), fitting);
      } catch (IllegalStateException e) {
        // Ehcache's StateTransitionException: another took the memory since it was measured.
        warnTooLittle(offHeapBytes, fitting / 2, e);
        fitting /= 2;
      }
    }
    return new EhcacheTiers(manager(heapBlocks), heapBlocks * blockBytes);
  }

  Cache<CacheKey, StoredHead> heads() {
    return manager.getCache("heads", CacheKey.class, StoredHead.class);
  }

  BlockTiers blocks() {
    return new BlockTiers(
        manager.getCache("heap", BlockKey.class, byte[].class),
        manager.getCache("off-heap", BlockKey.class, Slice.class));
  }

  long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public void close() {
    if (manager.getStatus() == Status.AVAILABLE) {
      manager.close();
    }
  }

  private static long fitting(long offHeapBytes) {
    if (offHeapBytes == 0) {
      return 0;
    }
    long room =
        DirectMemory.availableBytes(offHeapBytes + RESERVED_DIRECT_BYTES) - RESERVED_DIRECT_BYTES;
    if (offHeapBytes <= room) {
      return offHeapBytes;
    }
    long fits = Math.max(0, room) >> 20 << 20;
    warnTooLittle(offHeapBytes, fits, null);
    return fits;
  }

  private static void warnTooLittle(long wanted, long used, @Nullable Exception cause) {
    log.warn(
        "offHeapSize={}MB does not fit into this JVM's direct memory; going on with {}MB."
            + " Start the JVM with -XX:MaxDirectMemorySize={}m or more, or set a smaller"
            + " offHeapSize.",
        wanted >> 20,
        used >> 20,
        (wanted + RESERVED_DIRECT_BYTES * 2) >> 20,
        cause);
  }

  private static CacheManager manager(long heapBlocks) {
    return builder(heapBlocks).build(/* init= */ true);
  }

  private static CacheManager manager(long heapBlocks, long offHeapBytes, int blockBytes) {
    int scratchBlocks =
        (int) Math.max(MIN_SCRATCH_BLOCKS, Math.min(MAX_SCRATCH_BLOCKS, heapBlocks / 16));
    ScratchArrays scratch = new ScratchArrays(blockBytes, scratchBlocks);
    // Two caches, not one of two tiers: of such a one every read from off-heap memory becomes two
    // copies on the heap, and pushes another block out of there.
    return builder(Math.max(1, heapBlocks - scratchBlocks))
        .withCache(
            "off-heap",
            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    BlockKey.class,
                    Slice.class,
                    ResourcePoolsBuilder.newResourcePoolsBuilder()
                        .offheap(offHeapBytes, MemoryUnit.B))
                .withKeySerializer(new BlockKeySerializer())
                .withValueSerializer(new BlockSerializer(scratch)))
        .build(/* init= */ true);
  }

  private static CacheManagerBuilder<CacheManager> builder(long heapBlocks) {
    // The heap counts entries: sized in bytes it would need the size-of engine, which JVMs since 16
    // refuse, and which cannot look into records.
    return CacheManagerBuilder.newCacheManagerBuilder()
        .withCache(
            "heads",
            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                    CacheKey.class, StoredHead.class, ResourcePoolsBuilder.heap(MAX_HEADS))
                .withExpiry(new HeadExpiry()))
        .withCache(
            "heap",
            CacheConfigurationBuilder.newCacheConfigurationBuilder(
                BlockKey.class, byte[].class, ResourcePoolsBuilder.heap(heapBlocks)));
  }

  /** Each head expires with the use of its own response. */
  private static final class HeadExpiry implements ExpiryPolicy<CacheKey, StoredHead> {
    @Override
    public Duration getExpiryForCreation(CacheKey key, StoredHead head) {
      return ofUse(head);
    }

    private static Duration ofUse(StoredHead head) {
      return Duration.ofMillis(head.lifetimeMillis()).plus(StaleUse.longest(head.response()));
    }

    @Override
    public @Nullable Duration getExpiryForAccess(
        CacheKey key, Supplier<? extends StoredHead> head) {
      return null; // unchanged
    }

    @Override
    public Duration getExpiryForUpdate(
        CacheKey key, Supplier<? extends StoredHead> old, StoredHead head) {
      return ofUse(head);
    }
  }
}
