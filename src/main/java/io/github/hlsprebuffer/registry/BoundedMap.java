package io.github.hlsprebuffer.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what was used longest ago, where there is more than it may hold: in number, or
 * in bytes, for whoever names things chooses how long their names are. Not thread-safe.
 */
final class BoundedMap<K, V> {
  /** What an entry takes beside what is counted of it. */
  private static final int ENTRY_BYTES = 200;

  private static final int LARGEST_SHARE = 8;

  private record Entry<V>(V value, long bytes) {}

  private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final int maxEntries;
  private final long maxBytes;
  private final ToLongBiFunction<K, V> bytesOf;
  private long bytes;

  /**
   * An empty map.
   *
   * @param bytesOf roughly what key and value take of the heap
   */
  BoundedMap(int maxEntries, long maxBytes, ToLongBiFunction<K, V> bytesOf) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.bytesOf = bytesOf;
  }

  @Nullable V get(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  /** Puts a value in place of another; one that has grown is to be put again. */
  void put(K key, V value) {
    remove(key);
    long size = ENTRY_BYTES + bytesOf.applyAsLong(key, value);
    if (size > maxBytes / LARGEST_SHARE) {
      return; // what would push out all others
    }
    entries.put(key, new Entry<>(value, size));
    bytes += size;
    while (entries.size() > maxEntries || bytes > maxBytes) {
      remove(entries.keySet().iterator().next());
    }
  }

  void remove(K key) {
    Entry<V> removed = entries.remove(key);
    bytes -= removed == null ? 0 : removed.bytes;
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }

  int size() {
    return entries.size();
  }
}
