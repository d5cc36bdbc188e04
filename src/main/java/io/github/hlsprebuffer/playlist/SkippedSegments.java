package io.github.hlsprebuffer.playlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the segments that a playlist delta update leaves out are taken from: the playlist that the
 * server sent before (RFC 8216bis §6.2.5.1).
 */
final class SkippedSegments {

  private final @Nullable MediaPlaylist previous;

  private SkippedSegments(@Nullable MediaPlaylist previous) {
    this.previous = previous;
  }

  /** A previous playlist counts only when its relative references mean the same. */
  static SkippedSegments of(@Nullable MediaPlaylist previous, String baseUri) {
    boolean same = previous != null && path(previous.baseUri()).equals(path(baseUri));
    return new SkippedSegments(same ? previous : null);
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
    int first = known.indexOf(mediaSequenceNumber);
    int last = known.indexOf(mediaSequenceNumber + count - 1);
    // Where EXT-X-SKIP stood behind a segment, numbers are missing between its neighbours.
    boolean complete = first >= 0 && last - first == count - 1;
    return complete ? known.segments().subList(first, last + 1) : List.of();
  }
}
