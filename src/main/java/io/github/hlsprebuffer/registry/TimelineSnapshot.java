package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PartialSegment;
import io.github.hlsprebuffer.playlist.PlaylistReading;
import io.github.hlsprebuffer.playlist.PreloadHint;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a media playlist as it was told to a player, with the requests behind what it
 * names. Not thread-safe, for it remembers requests that were needed already.
 */
final class TimelineSnapshot {
  private static final int MAX_REMEMBERED = 1_000;

  private final PlaylistReading reading;
  private final MediaPlaylist playlist;
  private final long arrivedNanos;
  private final UpstreamMapping mapping;
  private final Map<MediaPosition, Reference> parts;
  private final Map<Reference, ResourceRequest> requests = new HashMap<>();

  /** What a playlist says to name a resource. */
  record Reference(String uri, @Nullable ByteRange byteRange) {}

  /**
   * A version.
   *
   * @param arrivedNanos when it was seen first
   */
  TimelineSnapshot(
      PlaylistReading reading, MediaPlaylist playlist, UpstreamMapping mapping, long arrivedNanos) {
    this.arrivedNanos = arrivedNanos;
    this.reading = reading;
    this.playlist = playlist;
    this.mapping = mapping;
    this.parts = parts(playlist);
  }

  PlaylistReading reading() {
    return reading;
  }

  boolean isOf(PlaylistReading otherReading, UpstreamMapping otherMapping) {
    return reading == otherReading && mapping.equals(otherMapping);
  }

  UpstreamMapping mapping() {
    return mapping;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  MediaPlaylist playlist() {
    return playlist;
  }

  List<PrefetchWish> wishes(List<Wanted> wanted) {
    List<PrefetchWish> wishes = new ArrayList<>(wanted.size());
    for (Wanted one : wanted) {
      ResourceRequest request = remembered(new Reference(one.uri(), one.byteRange()));
      if (request != null) {
        wishes.add(
            PrefetchWish.predicted(one.announced() ? request.blocking() : request, one.dueNanos()));
      }
    }
    return wishes;
  }

  /** What the resource is kept under; null where it is none that this filter would be asked for. */
  @Nullable CacheKey key(String uri, @Nullable ByteRange range) {
    return key(new Reference(uri, range));
  }

  @Nullable CacheKey key(Reference reference) {
    ResourceRequest request = request(reference);
    return request == null ? null : request.key();
  }

  /** What the playlist has at that place; null where it has nothing. */
  @Nullable CacheKey keyAt(MediaPosition position) {
    if (position.isPart()) {
      Reference part = parts().get(position);
      return part == null ? null : key(part);
    }
    MediaSegment segment = playlist.segment(position.mediaSequenceNumber());
    return segment == null ? null : key(segment.uri(), segment.byteRange());
  }

  /** Where its first segment is fetched from; blank if it has none that would be. */
  String origin() {
    if (playlist.segments().isEmpty()) {
      return "";
    }
    MediaSegment first = playlist.segments().get(0);
    ResourceRequest request = remembered(new Reference(first.uri(), first.byteRange()));
    return request == null ? "" : request.origin();
  }

  /** Number of segments and parts. */
  int listed() {
    return playlist.segments().size() + parts.size();
  }

  /** Partial segments by their places, among them what the playlist announces as the next one. */
  Map<MediaPosition, Reference> parts() {
    return parts;
  }

  private static Map<MediaPosition, Reference> parts(MediaPlaylist playlist) {
    if (playlist.parts().isEmpty() && playlist.preloadHints().isEmpty()) {
      return Map.of();
    }
    Map<MediaPosition, Reference> parts = new LinkedHashMap<>();
    for (PartialSegment part : playlist.parts()) {
      parts.put(MediaPosition.of(part), new Reference(part.uri(), part.byteRange()));
    }
    for (PreloadHint hint : playlist.preloadHints()) {
      if (hint.type() == PreloadHint.Type.PART && hint.isRequestable()) {
        parts.putIfAbsent(
            MediaPosition.ofNextPart(playlist), new Reference(hint.uri(), hint.byteRange()));
      }
    }
    return parts;
  }

  /** Whether the same reference means the same resource in both versions. */
  boolean resolvesAs(TimelineSnapshot other) {
    return withoutQuery(playlist.baseUri()).equals(withoutQuery(other.playlist.baseUri()));
  }

  private @Nullable ResourceRequest remembered(Reference reference) {
    ResourceRequest known = requests.get(reference);
    if (known == null) {
      known = request(reference);
      if (known != null) {
        if (requests.size() >= MAX_REMEMBERED) {
          requests.clear();
        }
        requests.put(reference, known);
      }
    }
    return known;
  }

  private @Nullable ResourceRequest request(Reference reference) {
    ByteRange range = reference.byteRange();
    if (range != null && range.length() == 0) {
      return null; // nothing that a Range field could ask for (RFC 9110 §14.1.2)
    }
    ByteInterval interval =
        range == null ? null : new ByteInterval(range.offset(), range.endExclusive() - 1);
    return mapping.segment(UriReferences.resolve(playlist.baseUri(), reference.uri()), interval);
  }

  private static String withoutQuery(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
