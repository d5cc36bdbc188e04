package io.github.hlsprebuffer.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used longest ago. Not thread-safe. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int maxEntries;

  BoundedMap(int maxEntries) {
    super(16, 0.75f, /* accessOrder= */ true);
    this.maxEntries = maxEntries;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > maxEntries;
  }
}
