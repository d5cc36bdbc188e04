package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.InitializationSection;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a media playlist as it was told to the player, with the requests behind its
 * segments. Immutable.
 */
final class TimelineSnapshot {
  private final MediaPlaylist playlist;
  private final UpstreamMapping mapping;
  private final Map<CacheKey, Set<Long>> positions;

  TimelineSnapshot(MediaPlaylist playlist, UpstreamMapping mapping) {
    this.playlist = playlist;
    this.mapping = mapping;
    this.positions = Collections.unmodifiableMap(positions());
  }

  MediaPlaylist playlist() {
    return playlist;
  }

  /** Media sequence numbers, or {@link SegmentIndex#NO_POSITION}, by resource. */
  Map<CacheKey, Set<Long>> positionsByKey() {
    return positions;
  }

  List<PrefetchWish> wishes(List<Wanted> wanted) {
    List<PrefetchWish> wishes = new ArrayList<>(wanted.size());
    for (Wanted one : wanted) {
      ResourceRequest request = request(one.uri(), one.byteRange());
      if (request != null) {
        wishes.add(new PrefetchWish(request, one.rank()));
      }
    }
    return wishes;
  }

  private Map<CacheKey, Set<Long>> positions() {
    Map<CacheKey, Set<Long>> byKey = new LinkedHashMap<>();
    InitializationSection lastInit = null;
    for (MediaSegment segment : playlist.segments()) {
      InitializationSection init = segment.initializationSection();
      // Segments in a row share one initialization section.
      if (init != null && !init.equals(lastInit)) {
        add(byKey, init.uri(), init.byteRange(), SegmentIndex.NO_POSITION);
        lastInit = init;
      }
      add(byKey, segment.uri(), segment.byteRange(), segment.mediaSequenceNumber());
    }
    return byKey;
  }

  private void add(
      Map<CacheKey, Set<Long>> byKey, String uri, @Nullable ByteRange range, long position) {
    ResourceRequest request = request(uri, range);
    if (request != null) {
      byKey.merge(request.key(), Set.of(position), TimelineSnapshot::union);
    }
  }

  private static Set<Long> union(Set<Long> some, Set<Long> more) {
    Set<Long> both = new HashSet<>(some);
    both.addAll(more);
    return both;
  }

  private @Nullable ResourceRequest request(String uri, @Nullable ByteRange range) {
    if (range != null && range.length() == 0) {
      return null; // nothing that a Range field could ask for (RFC 9110 §14.1.2)
    }
    ByteInterval interval =
        range == null
            ? null
            : new ByteInterval(range.offset(), range.offset() + range.length() - 1);
    return mapping.segment(UriReferences.resolve(playlist.baseUri(), uri), interval);
  }
}
