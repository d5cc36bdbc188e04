package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.InitializationSection;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses what the viewers of one media playlist will want next. A pure function. */
public final class LookaheadPolicy {
  private LookaheadPolicy() {}

  /**
   * A part of the presentation that will be wanted.
   *
   * @param uri reference as the playlist has it
   * @param rank segments ahead of the nearest playhead, from 1
   */
  public record Wanted(String uri, @Nullable ByteRange byteRange, int rank) {}

  private record Place(String uri, @Nullable ByteRange byteRange) {}

  /**
   * The resources of the next {@code window} segments after each position, each resource once, the
   * soonest first; before a segment the initialization section that it needs (RFC 8216bis
   * §4.4.4.5). Segments that are marked as gaps are passed over (§4.4.4.7).
   *
   * @param positions media sequence numbers of the segments last asked for
   */
  public static List<Wanted> wanted(
      MediaPlaylist playlist, Collection<Long> positions, int window) {
    Map<Place, Wanted> wanted = new LinkedHashMap<>();
    for (int ahead = 1; ahead <= window; ahead++) {
      for (long position : positions) {
        // A viewer who has fallen behind a live window goes on with its first segment.
        long from = Math.max(position, playlist.firstMediaSequenceNumber() - 1);
        MediaSegment segment = playlist.segment(from + ahead);
        if (segment != null && !segment.gap()) {
          add(wanted, segment, ahead);
        }
      }
    }
    return List.copyOf(wanted.values());
  }

  private static void add(Map<Place, Wanted> wanted, MediaSegment segment, int rank) {
    InitializationSection init = segment.initializationSection();
    if (init != null) {
      add(wanted, init.uri(), init.byteRange(), rank);
    }
    add(wanted, segment.uri(), segment.byteRange(), rank);
  }

  private static void add(
      Map<Place, Wanted> wanted, String uri, @Nullable ByteRange byteRange, int rank) {
    wanted.putIfAbsent(new Place(uri, byteRange), new Wanted(uri, byteRange, rank));
  }
}
