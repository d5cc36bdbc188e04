package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StaleUse;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store in a map, whose fill level a test may set. */
final class MemoryStore implements SegmentStore {
  static final int BLOCK_BYTES = 64;

  private final Map<CacheKey, byte[]> bodies = new LinkedHashMap<>();
  private final Map<CacheKey, StoredBody> stored = new LinkedHashMap<>();
  private final List<CacheKey> lost = new ArrayList<>();
  private final List<CacheKey> requested = new ArrayList<>();
  private final List<String> evictions = new ArrayList<>();
  private @Nullable StoreUsage usage;
  private @Nullable Error failure;
  private Consumer<CacheKey> onContains = key -> {};

  /** Pretends to hold so much. */
  void usage(StoreUsage pretended) {
    usage = pretended;
  }

  /** Loses the bytes of a body, but not its head. */
  void lose(CacheKey key) {
    lost.add(key);
  }

  /** Fails from now on. */
  void failWith(Error error) {
    failure = error;
  }

  /** Is told of each look whether something is stored, before it is answered. */
  void onContains(Consumer<CacheKey> watcher) {
    onContains = watcher;
  }

  byte @Nullable [] body(CacheKey key) {
    return bodies.get(key);
  }

  /** What is stored beside the bytes. */
  StoredBody stored(CacheKey key) {
    StoredBody body = stored.get(key);
    if (body == null) {
      throw new AssertionError("not stored: " + key);
    }
    return body;
  }

  boolean wasRequested(CacheKey key) {
    return requested.contains(key);
  }

  /** The calls that made room. */
  List<String> evictions() {
    return evictions;
  }

  @Override
  public @Nullable StoredResource findStale(CacheKey key, StaleUse use) {
    throw new UnsupportedOperationException("nothing here ever expires");
  }

  @Override
  public @Nullable StoredResource find(CacheKey key) {
    StoredBody body = stored.get(key);
    return body == null ? null : new Found(key, body);
  }

  @Override
  public boolean contains(CacheKey key) {
    onContains.accept(key);
    return bodies.containsKey(key);
  }

  @Override
  public void put(CacheKey key, StoredBody body, List<byte[]> blocks, boolean wasRequested) {
    if (failure != null) {
      throw failure;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    blocks.forEach(whole::writeBytes);
    bodies.put(key, whole.toByteArray());
    stored.put(key, body);
    if (wasRequested) {
      requested.add(key);
    }
  }

  @Override
  public void remove(CacheKey key) {
    bodies.remove(key);
    stored.remove(key);
  }

  @Override
  public void removeAll(Predicate<CacheKey> which) {
    bodies.keySet().removeIf(which);
    stored.keySet().removeIf(which);
  }

  @Override
  public StoreUsage sweep() {
    return usage();
  }

  @Override
  public void evictRequested(long downToBytes) {
    evictions.add("requested " + downToBytes);
  }

  @Override
  public void evict(long downToBytes) {
    evictions.add("all " + downToBytes);
  }

  @Override
  public StoreUsage usage() {
    StoreUsage pretended = usage;
    return pretended == null ? new StoreUsage(bodies.size(), 0, 0, 1_000_000) : pretended;
  }

  @Override
  public int blockBytes() {
    return BLOCK_BYTES;
  }

  @Override
  public void close() {}

  private final class Found implements StoredResource {
    private final CacheKey key;
    private final StoredBody body;

    Found(CacheKey key, StoredBody body) {
      this.key = key;
      this.body = body;
    }

    @Override
    public StoredHead head() {
      return new StoredHead(
          body.response(),
          body.selecting(),
          /* bodyId= */ 1,
          body.lengthBytes(),
          /* storedAtMillis= */ 0,
          body.initialAgeSeconds(),
          body.lifetimeMillis());
    }

    @Override
    public boolean isFresh() {
      return true;
    }

    @Override
    public long ageSeconds() {
      return body.initialAgeSeconds();
    }

    @Override
    public @Nullable Slice read(long position) {
      byte[] bytes = bodies.get(key);
      int at = (int) position;
      return bytes == null || lost.contains(key) ? null : new Slice(bytes, at, bytes.length - at);
    }

    @Override
    public boolean has(long position, long length) {
      return bodies.containsKey(key) && !lost.contains(key);
    }

    @Override
    public void close() {}
  }
}
