package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps whole responses for a while. What is found is fresh, unless asked for otherwise. A store
 * may lose any block at any time; it never returns wrong bytes. Thread-safe.
 */
public interface SegmentStore extends AutoCloseable {

  /** What is stored for the key, marked as asked for by a viewer; null where nothing is. */
  @Nullable StoredResource find(CacheKey key);

  /**
   * The same, also where its lifetime is over, but not for longer than the response permits to use
   * it like that.
   */
  @Nullable StoredResource findStale(CacheKey key, StaleUse use);

  /** Whether something is stored for the key that is fresh. */
  boolean contains(CacheKey key);

  /**
   * Stores a whole response in place of what was stored for the key.
   *
   * @param blocks the body; all of {@link #blockBytes()} but the last
   * @param requested whether a viewer has asked for it, or nobody yet
   */
  void put(CacheKey key, StoredBody body, List<byte[]> blocks, boolean requested);

  /** Forgets what is stored for the key. */
  void remove(CacheKey key);

  /** Forgets everything. */
  default void clear() {
    removeAll(key -> true);
  }

  /** Forgets everything that is stored under such keys. */
  void removeAll(Predicate<CacheKey> which);

  /** Drops what is of no use any more and returns what is held after that. */
  StoreUsage sweep();

  /** Makes room by dropping resources that have been asked for, oldest first. */
  void evictRequested(long downToBytes);

  /** Makes room by dropping resources, oldest first. */
  void evict(long downToBytes);

  /** What is held now. */
  StoreUsage usage();

  /** Size of a block. */
  int blockBytes();

  @Override
  void close();

  /** Parts of a {@link StoredHead} that the one who stores knows. */
  record StoredBody(
      ResponseHead response,
      HttpFields selecting,
      long lengthBytes,
      long initialAgeSeconds,
      long lifetimeMillis) {}

  /**
   * What a store holds.
   *
   * @param resources number of stored responses
   * @param bytes of their bodies
   * @param unrequestedBytes of those that no viewer has asked for yet
   * @param capacityBytes how much fits in all tiers
   */
  record StoreUsage(long resources, long bytes, long unrequestedBytes, long capacityBytes) {
    /** Held bytes in percent of the capacity. */
    public int percent() {
      return capacityBytes == 0 ? 100 : (int) Math.min(100, bytes * 100 / capacityBytes);
    }
  }
}
