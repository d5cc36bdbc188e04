package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Where live playlists stood that were forgotten: one that begins again may reuse names. Bounded.
 * Thread-safe.
 */
final class PastMediaSequences {
  private final BoundedMap<CacheKey, Long> numbers;

  /**
   * Nothing is known yet.
   *
   * @param maxBytes roughly how much memory it may take
   */
  PastMediaSequences(int maxPlaylists, long maxBytes) {
    numbers = new BoundedMap<>(maxPlaylists, maxBytes, (key, number) -> key.uri().length());
  }

  synchronized @Nullable Long get(CacheKey playlist) {
    return numbers.get(playlist);
  }

  synchronized void put(CacheKey playlist, long mediaSequenceNumber) {
    numbers.put(playlist, mediaSequenceNumber);
  }
}
