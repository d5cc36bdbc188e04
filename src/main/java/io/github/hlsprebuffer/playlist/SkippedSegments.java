package io.github.hlsprebuffer.playlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the segments that a playlist delta update leaves out are taken from: the playlist that the
 * server sent before (RFC 8216bis §6.2.5.1).
 */
final class SkippedSegments {

  private static final SkippedSegments NOWHERE = new SkippedSegments(null);

  private final @Nullable MediaPlaylist previous;

  private SkippedSegments(@Nullable MediaPlaylist previous) {
    this.previous = previous;
  }

  /** A previous playlist counts only when its relative references mean the same. */
  static SkippedSegments of(@Nullable MediaPlaylist previous, String baseUri) {
    boolean same = previous != null && isSamePath(previous.baseUri(), baseUri);
    return same ? new SkippedSegments(previous) : NOWHERE;
  }

  /** Whether relative references mean the same with both, apart from those without a path. */
  static boolean isSamePath(String baseUri, String otherBaseUri) {
    return path(baseUri).equals(path(otherBaseUri));
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** Returns that many segments from a media sequence number on, or none when one is missing. */
  List<MediaSegment> find(long mediaSequenceNumber, long count) {
    MediaPlaylist known = previous;
    if (known == null) {
      return List.of();
    }
    int first = known.segmentList().find(mediaSequenceNumber);
    int last = known.segmentList().find(mediaSequenceNumber + count - 1);
    // Where EXT-X-SKIP stood behind a segment, numbers are missing between its neighbours.
    boolean complete = first >= 0 && last - first == count - 1;
    return complete ? List.copyOf(known.segments().subList(first, last + 1)) : List.of();
  }
}
