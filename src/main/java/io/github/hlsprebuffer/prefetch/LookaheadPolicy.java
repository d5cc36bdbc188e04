package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.EncryptionKey;
import io.github.hlsprebuffer.playlist.InitializationSection;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PartialSegment;
import io.github.hlsprebuffer.playlist.PreloadHint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses what the viewers of one media playlist will want next. A pure function. */
public final class LookaheadPolicy {
  /** No segment is longer, whatever a playlist says: sums must not overflow. */
  private static final long MAX_DURATION_MICROS = 3_600_000_000L;

  private final MediaPlaylist playlist;
  private final LookaheadWindow window;
  private final boolean withKeys;
  private final Map<Place, Wanted> wanted = new LinkedHashMap<>();

  private LookaheadPolicy(MediaPlaylist playlist, LookaheadWindow window, boolean withKeys) {
    this.playlist = playlist;
    this.window = window;
    this.withKeys = withKeys;
  }

  /**
   * A resource that will be wanted.
   *
   * @param uri reference as the playlist has it
   * @param dueNanos when the first of the viewers will have nothing else left to play
   * @param announced whether it may not exist yet: a preload hint, which the origin answers as soon
   *     as it can (RFC 8216bis §6.2.6)
   */
  public record Wanted(
      String uri, @Nullable ByteRange byteRange, long dueNanos, boolean announced) {}

  private record Place(String uri, @Nullable ByteRange byteRange) {}

  /**
   * The resources of the next segments after each standpoint, as far as the window reaches, each
   * resource once, in the order in which they are due. Before a segment comes the initialization
   * section that it needs (RFC 8216bis §4.4.4.5), and its keys. Segments that are marked as gaps
   * are passed over (§4.4.4.7). Viewers who play by parts get parts where the playlist lists them,
   * and at its end what it announces.
   *
   * @param withKeys whether keys are wanted too
   */
  public static List<Wanted> wanted(
      MediaPlaylist playlist,
      Collection<Standpoint> standpoints,
      LookaheadWindow window,
      boolean withKeys) {
    LookaheadPolicy lookahead = new LookaheadPolicy(playlist, window, withKeys);
    standpoints.forEach(lookahead::lookFrom);
    List<Wanted> soonestFirst = new ArrayList<>(lookahead.wanted.values());
    // Stable, so an initialization section stays before the segment that needs it. By difference,
    // because such times may pass the greatest long.
    soonestFirst.sort((one, other) -> Long.compare(one.dueNanos() - other.dueNanos(), 0));
    return soonestFirst;
  }

  private void lookFrom(Standpoint from) {
    MediaPosition position = from.position();
    Walk walk = new Walk(from);
    walk.pass(durationMicros(position));
    if (from.byParts() && position.isPart()) {
      walk.addParts(position.mediaSequenceNumber(), position.partIndex() + 1);
    }
    // A viewer who has fallen behind a live window goes on with its first segment.
    long beforeFirst = playlist.firstMediaSequenceNumber() - 1;
    long asked = Math.max(position.mediaSequenceNumber(), beforeFirst);
    long furthest = Math.max(from.furthest(), beforeFirst);
    MediaPosition next = MediaPosition.ofNextPart(playlist);
    long number = asked + 1;
    while (number <= next.mediaSequenceNumber() && walk.reaches(number - furthest)) {
      walk.addSegment(number);
      number++;
    }
    boolean reachesTheEnd = number > next.mediaSequenceNumber();
    if (from.byParts() && reachesTheEnd && position.compareTo(next) < 0) {
      walk.addAnnounced();
    }
  }

  private long durationMicros(MediaPosition position) {
    if (position.isPart()) {
      return playlist.parts().stream()
          .filter(part -> MediaPosition.of(part).equals(position))
          .mapToLong(PartialSegment::durationMicros)
          .findFirst()
          .orElse(0);
    }
    MediaSegment segment = playlist.segment(position.mediaSequenceNumber());
    return segment == null ? 0 : segment.durationMicros();
  }

  /** The way ahead of one standpoint. */
  private final class Walk {
    private final boolean byParts;
    private final double playbackRate;
    private long dueNanos;

    Walk(Standpoint from) {
      this.byParts = from.byParts();
      this.playbackRate = from.playbackRate();
      this.dueNanos = from.bufferedUntilNanos();
    }

    void pass(long durationMicros) {
      dueNanos += (long) (Math.min(durationMicros, MAX_DURATION_MICROS) * 1_000 / playbackRate);
    }

    boolean reaches(long nth) {
      return window.reaches(nth, dueNanos);
    }

    void addSegment(long mediaSequenceNumber) {
      if (byParts && addParts(mediaSequenceNumber, 0)) {
        return;
      }
      MediaSegment segment = playlist.segment(mediaSequenceNumber);
      if (segment != null) {
        if (!segment.gap()) {
          addWithNeeds(
              segment.uri(), segment.byteRange(), segment.initializationSection(), segment.keys());
        }
        pass(segment.durationMicros());
      }
    }

    /** Adds the parts of a segment; returns whether any is listed. */
    boolean addParts(long mediaSequenceNumber, int fromIndex) {
      boolean listed = false;
      for (PartialSegment part : playlist.parts()) {
        if (part.mediaSequenceNumber() == mediaSequenceNumber && part.partIndex() >= fromIndex) {
          listed = true;
          if (!part.gap()) {
            addWithNeeds(part.uri(), part.byteRange(), part.initializationSection(), part.keys());
          }
          pass(part.durationMicros());
        }
      }
      return listed;
    }

    void addAnnounced() {
      for (PreloadHint hint : playlist.preloadHints()) {
        if (hint.isRequestable()) {
          add(hint.uri(), hint.byteRange(), /* announced= */ true);
        }
      }
    }

    private void addWithNeeds(
        String uri,
        @Nullable ByteRange byteRange,
        @Nullable InitializationSection init,
        List<EncryptionKey> keys) {
      if (init != null) {
        add(init.uri(), init.byteRange(), /* announced= */ false);
      }
      if (withKeys) {
        keys.forEach(this::addKey);
      }
      add(uri, byteRange, /* announced= */ false);
    }

    private void addKey(EncryptionKey key) {
      String uri = key.uri();
      if (uri != null) {
        add(uri, /* byteRange= */ null, /* announced= */ false);
      }
    }

    private void add(String uri, @Nullable ByteRange byteRange, boolean announced) {
      wanted.merge(
          new Place(uri, byteRange),
          new Wanted(uri, byteRange, dueNanos, announced),
          (before, now) -> now.dueNanos() - before.dueNanos() < 0 ? now : before);
    }
  }
}
