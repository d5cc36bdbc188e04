package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.ehcache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses as a head and blocks of a fixed size in Ehcache.
 *
 * <p>Never one value per segment: Ehcache allocates a multiple of a large value on each off-heap
 * read, and a value near the tier's size evicts everything else.
 */
public final class EhcacheSegmentStore implements SegmentStore {
  /**
   * The size of block that costs least to read: 64 KiB with what Ehcache puts around it, which is
   * twelve bytes of key, twelve of lengths and hash, forty of times and eight of the allocator's.
   * The pages of off-heap memory are powers of two, and a block that lies across the border of two
   * is put together on the heap first.
   */
  public static final int BLOCK_BYTES = (64 << 10) - 72;

  /** Of the heap, that may go for heads: a body of a byte has one as large as that of any other. */
  private static final int HEADS_HEAP_SHARE = 8;

  /** Room made at once, so that it need not be made for each response. */
  private static final int HEADROOM_PERCENT = 10;

  private final LongSupplier nanoTime;
  private final long maxHeadBytes;
  private final long openedMillis;
  private final long openedNanos;
  private final int blockBytes;
  private final EhcacheTiers tiers;
  private final Cache<CacheKey, StoredHead> heads;
  private final BlockTiers blocks;
  private final Ledger ledger;
  private final PrebufferMetrics metrics;
  private final AtomicLong nextBodyId = new AtomicLong();

  /**
   * Opens a store.
   *
   * @param offHeapBytes 0: heap tier only; more than the JVM grants: what fits
   * @param clock read once: what the time of day does afterwards changes no age
   */
  public EhcacheSegmentStore(
      long heapBytes,
      long offHeapBytes,
      int blockBytes,
      Clock clock,
      LongSupplier nanoTime,
      PrebufferMetrics metrics) {
    this(
        heapBytes,
        offHeapBytes,
        Runtime.getRuntime().maxMemory() / HEADS_HEAP_SHARE,
        blockBytes,
        clock,
        nanoTime,
        metrics);
  }

  /**
   * The same.
   *
   * @param maxHeadBytes roughly how much of the heap everything but the bodies may take
   */
  EhcacheSegmentStore(
      long heapBytes,
      long offHeapBytes,
      long maxHeadBytes,
      int blockBytes,
      Clock clock,
      LongSupplier nanoTime,
      PrebufferMetrics metrics) {
    this.maxHeadBytes = maxHeadBytes;
    this.metrics = metrics;
    this.ledger = new Ledger(metrics);
    this.nanoTime = nanoTime;
    this.openedMillis = clock.millis();
    this.openedNanos = nanoTime.getAsLong();
    this.blockBytes = blockBytes;
    this.tiers = EhcacheTiers.open(heapBytes, offHeapBytes, blockBytes);
    this.heads = tiers.heads();
    this.blocks = tiers.blocks();
  }

  @Override
  public @Nullable StoredResource find(CacheKey key) {
    Holding holding = ledger.get(key);
    return holding != null && holding.isFresh(nanoTime.getAsLong()) ? open(holding) : null;
  }

  @Override
  public @Nullable StoredResource findStale(CacheKey key, StaleUse use) {
    Holding holding = ledger.get(key);
    StoredResource stale = holding == null ? null : open(holding);
    if (holding != null
        && stale != null
        && !holding.isWithin(use.permitted(stale.head().response()), nanoTime.getAsLong())) {
      stale.close();
      return null;
    }
    return stale;
  }

  private @Nullable StoredResource open(Holding holding) {
    StoredHead head = heads.get(holding.key);
    if (head == null || head.bodyId() != holding.bodyId) {
      // Evicted, or two were stored at once: it must not look as if it were there.
      drop(holding);
      return null;
    }
    if (!holding.pin()) {
      return null;
    }
    if (ledger.markRequested(holding)) {
      metrics.count(Counter.PREFETCHES_USEFUL);
    }
    return new OpenResource(head, holding);
  }

  @Override
  public boolean contains(CacheKey key) {
    Holding holding = ledger.get(key);
    return holding != null && holding.isFresh(nanoTime.getAsLong());
  }

  @Override
  public void put(CacheKey key, StoredBody body, List<byte[]> bodyBlocks, boolean requested) {
    // A body near the tier's size would push out everything else and then itself.
    if (body.lengthBytes() > tiers.capacityBytes() / 2 || body.lifetimeMillis() <= 0) {
      remove(key); // what is there is older
      return;
    }
    long bodyId = nextBodyId.incrementAndGet();
    for (int i = 0; i < bodyBlocks.size(); i++) {
      blocks.put(new BlockKey(bodyId, i), bodyBlocks.get(i));
    }
    StoredHead head = head(body, bodyId);
    Holding holding =
        new Holding(
            key,
            bodyId,
            bodyBlocks.size(),
            body.lengthBytes(),
            head.memoryBytes(key),
            nanoTime.getAsLong(),
            Duration.ofMillis(body.lifetimeMillis()).toNanos(),
            StaleUse.longest(body.response()).toNanos(),
            requested);
    heads.put(key, head);
    Holding replaced = ledger.enter(holding);
    if (replaced != null) {
      retire(replaced);
    }
    makeRoomForHeads();
  }

  private void makeRoomForHeads() {
    if (ledger.headBytes() <= maxHeadBytes) {
      return;
    }
    long room = maxHeadBytes / 100 * (100 - HEADROOM_PERCENT);
    for (Holding holding : ledger.oldestFirst()) {
      if (ledger.headBytes() <= room) {
        return;
      }
      drop(holding);
    }
  }

  /** The time of day, as if nobody had set the clock since this store was opened. */
  private long steadyMillis() {
    return openedMillis + (nanoTime.getAsLong() - openedNanos) / 1_000_000;
  }

  private StoredHead head(StoredBody body, long bodyId) {
    return new StoredHead(
        body.response(),
        body.selecting(),
        bodyId,
        body.lengthBytes(),
        steadyMillis(),
        body.initialAgeSeconds(),
        body.lifetimeMillis());
  }

  @Override
  public void remove(CacheKey key) {
    Holding holding = ledger.get(key);
    if (holding != null) {
      drop(holding);
    }
  }

  @Override
  public void removeAll(Predicate<CacheKey> which) {
    ledger.all().stream().filter(holding -> which.test(holding.key)).forEach(this::drop);
  }

  @Override
  public StoreUsage sweep() {
    long now = nanoTime.getAsLong();
    for (Holding holding : ledger.all()) {
      if (!holding.isOfUse(now)) {
        drop(holding);
      }
    }
    return usage();
  }

  @Override
  public void evictRequested(long downToBytes) {
    evict(downToBytes, Holding::isRequested);
  }

  @Override
  public void evict(long downToBytes) {
    evict(downToBytes, holding -> true);
  }

  private void evict(long downToBytes, Predicate<Holding> which) {
    for (Holding holding : ledger.oldestFirst()) {
      if (ledger.bytes() <= downToBytes) {
        return;
      }
      if (which.test(holding)) {
        drop(holding);
      }
    }
  }

  @Override
  public StoreUsage usage() {
    return ledger.usage(tiers.capacityBytes());
  }

  @Override
  public int blockBytes() {
    return blockBytes;
  }

  @Override
  public void close() {
    tiers.close();
  }

  private void drop(Holding holding) {
    if (ledger.strike(holding)) {
      StoredHead head = heads.get(holding.key);
      if (head != null && head.bodyId() == holding.bodyId) {
        heads.remove(holding.key, head);
      }
      retire(holding);
    }
  }

  private void retire(Holding holding) {
    if (holding.retire()) {
      free(holding);
    }
  }

  private void free(Holding holding) {
    for (int i = 0; i < holding.blocks; i++) {
      blocks.remove(new BlockKey(holding.bodyId, i));
    }
  }

  private final class OpenResource implements StoredResource {
    private final StoredHead head;
    private final Holding holding;
    private boolean closed;

    OpenResource(StoredHead head, Holding holding) {
      this.head = head;
      this.holding = holding;
    }

    @Override
    public StoredHead head() {
      return head;
    }

    @Override
    public boolean isFresh() {
      return holding.isFresh(nanoTime.getAsLong());
    }

    @Override
    public long ageSeconds() {
      return head.ageSeconds(steadyMillis());
    }

    @Override
    public @Nullable Slice read(long position) {
      if (closed) {
        return null; // its blocks may have been freed, and must not come back
      }
      Slice block = blocks.get(new BlockKey(head.bodyId(), (int) (position / blockBytes)));
      return block == null ? null : block.from((int) (position % blockBytes));
    }

    @Override
    public boolean has(long position, long length) {
      long last = (position + length - 1) / blockBytes;
      for (long index = position / blockBytes; index <= last; index++) {
        if (closed || !blocks.contains(new BlockKey(head.bodyId(), (int) index))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        if (holding.unpin()) {
          free(holding);
        }
      }
    }
  }
}
