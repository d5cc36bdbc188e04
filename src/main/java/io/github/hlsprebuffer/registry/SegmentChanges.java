package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.SharedSegments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions of a playlist. A segment that has changed is in both lists.
 *
 * @param added segments of the newer version
 * @param removed segments of the older version
 */
record SegmentChanges(List<MediaSegment> added, List<MediaSegment> removed) {

  /** The changes to the first version. */
  static SegmentChanges to(MediaPlaylist now) {
    return new SegmentChanges(now.segments(), List.of());
  }

  /**
   * The changes. Of what the reader took over from the version before nothing is looked at; the
   * rest is compared in one pass, in the order of media sequence numbers.
   */
  static SegmentChanges between(MediaPlaylist before, MediaPlaylist now) {
    SharedSegments shared = now.sharedWith(before);
    return between(before.segmentsOutside(shared), now.segmentsOutside(shared));
  }

  private static SegmentChanges between(List<MediaSegment> older, List<MediaSegment> newer) {
    List<MediaSegment> added = new ArrayList<>();
    List<MediaSegment> removed = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < older.size() || j < newer.size()) {
      MediaSegment one = i < older.size() ? older.get(i) : null;
      MediaSegment other = j < newer.size() ? newer.get(j) : null;
      if (isBefore(one, other)) {
        i += add(one, removed);
      } else if (isBefore(other, one)) {
        j += add(other, added);
      } else {
        boolean same = Objects.equals(one, other);
        i += same ? 1 : add(one, removed);
        j += same ? 1 : add(other, added);
      }
    }
    return new SegmentChanges(added, removed);
  }

  private static boolean isBefore(@Nullable MediaSegment one, @Nullable MediaSegment other) {
    return one != null
        && (other == null || one.mediaSequenceNumber() < other.mediaSequenceNumber());
  }

  private static int add(@Nullable MediaSegment segment, List<MediaSegment> list) {
    if (segment != null) {
      list.add(segment);
    }
    return 1;
  }
}
