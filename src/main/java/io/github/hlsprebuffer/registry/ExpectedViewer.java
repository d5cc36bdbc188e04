package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.prefetch.LookaheadWindow;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A viewer who will most likely open a media playlist in a moment: wants what a player begins with,
 * and nothing after it. Not thread-safe.
 */
final class ExpectedViewer {
  /** Who has not come by then does not come. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private @Nullable MediaPosition before;
  private long sinceNanos;

  /** Expects a viewer who begins after that place. */
  void expect(MediaPosition place, long nowNanos) {
    before = place;
    sinceNanos = nowNanos;
  }

  /** Whether one is expected. */
  boolean isExpected(long nowNanos) {
    return before != null && nowNanos - sinceNanos < PATIENCE.toNanos();
  }

  /** Gives up one who has not come; returns whether there was one. */
  boolean giveUp(long nowNanos) {
    boolean late = before != null && !isExpected(nowNanos);
    before = late ? null : before;
    return late;
  }

  /** What is needed to begin: an initialization section and a segment, or the parts of one. */
  List<Wanted> wanted(MediaPlaylist playlist, boolean withKeys, long nowNanos) {
    MediaPosition place = before;
    if (place == null || !isExpected(nowNanos)) {
      return List.of();
    }
    List<Standpoint> one = List.of(standpoint(place));
    return LookaheadPolicy.wanted(playlist, one, LookaheadWindow.ofSegments(1), withKeys).stream()
        .filter(wanted -> !wanted.announced())
        // At once, whatever comes before it in the playlist.
        .map(wanted -> new Wanted(wanted.uri(), wanted.byteRange(), sinceNanos, false))
        .toList();
  }

  /** Within a segment that is played by parts it is the rest of that segment that is wanted. */
  private Standpoint standpoint(MediaPosition place) {
    long number = place.mediaSequenceNumber();
    boolean within =
        place.isPart() && !place.equals(MediaPosition.endOfParts(place.mediaSequenceNumber()));
    return new Standpoint(
        place, within ? number - 1 : number, place.isPart(), sinceNanos, /* playbackRate= */ 1);
  }
}
