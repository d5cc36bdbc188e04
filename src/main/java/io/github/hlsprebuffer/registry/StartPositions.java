package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PartialSegment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds where players begin that open a media playlist (RFC 8216bis §6.3.3). Pure functions. */
final class StartPositions {
  /** RFC 8216bis §6.3.3: how far from the end of a live playlist that does not say. */
  private static final int HOLD_BACK_TARGET_DURATIONS = 3;

  private StartPositions() {}

  /**
   * The place after which a player begins.
   *
   * @param presentationOffset EXT-X-START of the multivariant playlist, or null
   */
  static MediaPosition before(MediaPlaylist playlist, @Nullable Duration presentationOffset) {
    Duration own = playlist.startOffset();
    Duration offset = own == null ? presentationOffset : own;
    if (playlist.segments().isEmpty() || (playlist.endList() && offset == null)) {
      return MediaPosition.ofSegment(playlist.firstMediaSequenceNumber() - 1);
    }
    long endMicros = endMicros(playlist);
    long latestMicros = playlist.endList() ? endMicros : endMicros - holdBackMicros(playlist);
    return at(playlist, Math.min(wantedMicros(offset, latestMicros, endMicros), latestMicros));
  }

  private static long wantedMicros(@Nullable Duration offset, long otherwise, long endMicros) {
    if (offset == null) {
      return otherwise;
    }
    long micros = offset.toNanos() / 1_000;
    return offset.isNegative() ? endMicros + micros : micros;
  }

  private static long holdBackMicros(MediaPlaylist playlist) {
    Duration byParts =
        playlist.partTargetDuration() == null ? null : playlist.serverControl().partHoldBack();
    Duration bySegments = playlist.serverControl().holdBack();
    Duration chosen = byParts != null ? byParts : bySegments;
    Duration holdBack =
        chosen != null
            ? chosen
            : playlist.targetDuration().multipliedBy(HOLD_BACK_TARGET_DURATIONS);
    return holdBack.toNanos() / 1_000;
  }

  /** The place in front of what plays at that time. */
  private static MediaPosition at(MediaPlaylist playlist, long micros) {
    long number = playlist.firstMediaSequenceNumber();
    long begins = 0;
    for (MediaSegment segment : playlist.segments()) {
      if (begins + segment.durationMicros() > micros) {
        break;
      }
      begins += segment.durationMicros();
      number++;
    }
    boolean begun = !partsOf(playlist, number).isEmpty();
    if (begun && playlist.serverControl().partHoldBack() != null && !playlist.endList()) {
      return beforePart(partsOf(playlist, number), micros - begins);
    }
    long last = playlist.nextMediaSequenceNumber() - 1;
    return MediaPosition.ofSegment(Math.min(number, last) - 1);
  }

  private static List<PartialSegment> partsOf(MediaPlaylist playlist, long number) {
    return playlist.parts().stream().filter(p -> p.mediaSequenceNumber() == number).toList();
  }

  /** A player begins with a part that can be decoded by itself. */
  private static MediaPosition beforePart(List<PartialSegment> parts, long micros) {
    long begins = 0;
    PartialSegment first = parts.get(0);
    for (PartialSegment part : parts) {
      if (begins > micros) {
        break;
      }
      first = part.independent() ? part : first;
      begins += part.durationMicros();
    }
    return first.partIndex() == 0
        ? MediaPosition.endOfParts(first.mediaSequenceNumber() - 1)
        : new MediaPosition(first.mediaSequenceNumber(), first.partIndex() - 1);
  }

  private static long endMicros(MediaPlaylist playlist) {
    long segments = playlist.segments().stream().mapToLong(MediaSegment::durationMicros).sum();
    return segments
        + partsOf(playlist, playlist.nextMediaSequenceNumber()).stream()
            .mapToLong(PartialSegment::durationMicros)
            .sum();
  }
}
