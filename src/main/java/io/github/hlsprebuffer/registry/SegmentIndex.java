package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.http.MediaTypes;
import io.github.hlsprebuffer.playlist.MediaPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places that a resource has in media playlists. A resource that two playlists name
 * belongs to both: each takes out only what it put in. Thread-safe.
 */
final class SegmentIndex {
  /**
   * A place in a playlist.
   *
   * @param position null for an initialization section or a key, which move no playhead
   */
  record Place(PlaylistTimeline timeline, @Nullable MediaPosition position) {}

  private static final int MAX_EXTENSIONS = 1_000;
  private static final int MAX_EXTENSION_CHARS = 16;

  private final ConcurrentMap<CacheKey, List<Place>> places = new ConcurrentHashMap<>();
  private final Set<String> extensions = ConcurrentHashMap.newKeySet();

  void add(CacheKey key, Place place) {
    String extension = extension(key);
    if (extensions.size() < MAX_EXTENSIONS && extension.length() <= MAX_EXTENSION_CHARS) {
      extensions.add(extension);
    }
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

  /** Whether the playlist names it, wherever. */
  boolean contains(CacheKey key, PlaylistTimeline timeline) {
    return find(key).stream().anyMatch(place -> place.timeline() == timeline);
  }

  boolean contains(CacheKey key) {
    return places.containsKey(key);
  }

  /** Whether a resource with that extension has ever been added. */
  boolean namesExtension(String extension) {
    return extensions.contains(extension);
  }

  private static String extension(CacheKey key) {
    int query = key.uri().indexOf('?');
    return MediaTypes.extension(query < 0 ? key.uri() : key.uri().substring(0, query));
  }

  int size() {
    return places.size();
  }
}
