package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often viewers of one presentation have begun with each of its variants. Not thread-safe. */
final class VariantChoices {
  /** Then all counts are halved, so that what was long ago does not count for ever. */
  private static final int MAX_COUNT = 64;

  /** What each variant takes beside the characters of its name. */
  private static final int VARIANT_BYTES = 200;

  private final Map<CacheKey, Integer> counts = new HashMap<>();
  private List<CacheKey> variants = List.of();

  /**
   * The variant that most viewers have begun with; the first one listed where none is ahead of it.
   *
   * @param listed the variants now, in the order of the playlist
   */
  @Nullable CacheKey likeliest(List<CacheKey> listed) {
    variants = listed;
    counts.keySet().retainAll(listed);
    CacheKey likeliest = null;
    for (CacheKey variant : listed) {
      if (likeliest == null || count(variant) > count(likeliest)) {
        likeliest = variant;
      }
    }
    return likeliest;
  }

  /** A viewer begins with a media playlist; returns whether it is a variant. */
  boolean choose(CacheKey mediaPlaylist) {
    boolean isVariant = variants.contains(mediaPlaylist);
    if (isVariant && counts.merge(mediaPlaylist, 1, Integer::sum) >= MAX_COUNT) {
      counts.replaceAll((variant, count) -> count / 2);
    }
    return isVariant;
  }

  /** Roughly what it takes of the heap. */
  long memoryBytes() {
    return variants.stream().mapToLong(key -> VARIANT_BYTES + key.uri().length()).sum();
  }

  private int count(CacheKey variant) {
    return counts.getOrDefault(variant, 0);
  }
}
