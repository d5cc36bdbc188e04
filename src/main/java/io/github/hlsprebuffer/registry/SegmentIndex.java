package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Finds the places that a resource has in media playlists. A resource that two playlists name
 * belongs to both: each takes out only what it put in. Thread-safe.
 */
final class SegmentIndex {
  /** Stands for the place of an initialization section, which is no position. */
  static final long NO_POSITION = -1;

  /** A place in a playlist. */
  record Place(PlaylistTimeline timeline, long mediaSequenceNumber) {}

  private final ConcurrentMap<CacheKey, List<Place>> places = new ConcurrentHashMap<>();

  void add(CacheKey key, Place place) {
    places.merge(
        key,
        List.of(place),
        (before, added) -> {
          if (before.contains(place)) {
            return before;
          }
          List<Place> both = new ArrayList<>(before);
          both.addAll(added);
          return List.copyOf(both);
        });
  }

  void remove(CacheKey key, Place place) {
    places.computeIfPresent(
        key,
        (k, before) -> {
          List<Place> rest = before.stream().filter(other -> !other.equals(place)).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  List<Place> find(CacheKey key) {
    return places.getOrDefault(key, List.of());
  }

  boolean contains(CacheKey key) {
    return places.containsKey(key);
  }

  int size() {
    return places.size();
  }
}
