package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segment of one media playlist that plays at the time of a segment of another of the
 * same presentation. Never by media sequence number, which means nothing across playlists (RFC
 * 8216bis §6.3.2). Pure functions.
 */
final class MediaTimes {
  private static final long NO_TIME = Long.MIN_VALUE;

  private MediaTimes() {}

  /**
   * The place in {@code to} after which a viewer goes on who has asked for {@code position} in
   * {@code from} last; null where there is no telling. Within a segment that is played by parts the
   * viewer has to begin that segment anew.
   */
  static @Nullable MediaPosition before(
      MediaPlaylist from, MediaPosition position, MediaPlaylist to) {
    long number = position.mediaSequenceNumber();
    if (!position.isPart()) {
      Long next = successor(from, number, to);
      return next == null ? null : MediaPosition.ofSegment(next - 1);
    }
    Long begun = successor(from, number - 1, to);
    return begun == null ? null : MediaPosition.endOfParts(begun - 1);
  }

  /**
   * The media sequence number, in {@code to}, of the segment that begins when the segment after
   * {@code position} begins in {@code from}.
   */
  private static @Nullable Long successor(MediaPlaylist from, long position, MediaPlaylist to) {
    Clock fromClock = Clock.of(from);
    Clock toClock = Clock.of(to);
    boolean byDate = fromClock.isDated() && toClock.isDated();
    if (!byDate && from.endList() != to.endList()) {
      return null;
    }
    boolean byEnd = !byDate && !from.endList();
    boolean atItsEnd = from.segment(position + 1) == null && from.endList();
    long time = atItsEnd ? NO_TIME : fromClock.startMicros(position + 1, byDate, byEnd);
    return time == NO_TIME ? null : toClock.nearest(time, byDate, byEnd);
  }

  /** The begin of each segment of a playlist, in microseconds, counted in one of three ways. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Clock(MediaPlaylist playlist, long[] startsMicros, @Nullable Long zeroDateMicros) {
    static Clock of(MediaPlaylist playlist) {
      List<MediaSegment> segments = playlist.segments();
      long[] starts = new long[segments.size() + 1];
      Long zeroDate = null;
      for (int i = 0; i < segments.size(); i++) {
        starts[i + 1] = starts[i] + segments.get(i).durationMicros();
        Instant date = segments.get(i).programDateTime();
        if (zeroDate == null && date != null) {
          zeroDate = Duration.between(Instant.EPOCH, date).toNanos() / 1000 - starts[i];
        }
      }
      return new Clock(playlist, starts, zeroDate);
    }

    boolean isDated() {
      return zeroDateMicros != null;
    }

    long startMicros(long mediaSequenceNumber, boolean byDate, boolean byEnd) {
      long index = mediaSequenceNumber - playlist.firstMediaSequenceNumber();
      return index < 0 || index >= startsMicros.length
          ? NO_TIME
          : startsMicros[(int) index] + origin(byDate, byEnd);
    }

    /** A player that switches begins with the segment that plays then, or with the one after. */
    @Nullable Long nearest(long micros, boolean byDate, boolean byEnd) {
      long wanted = micros - origin(byDate, byEnd);
      int nearest = -1;
      for (int i = 0; i < startsMicros.length - 1; i++) {
        if (nearest < 0
            || Math.abs(startsMicros[i] - wanted) < Math.abs(startsMicros[nearest] - wanted)) {
          nearest = i;
        }
      }
      return nearest < 0 ? null : playlist.firstMediaSequenceNumber() + nearest;
    }

    /** Live playlists without dates have only their ends in common. */
    private long origin(boolean byDate, boolean byEnd) {
      if (byDate && zeroDateMicros != null) {
        return zeroDateMicros;
      }
      return byEnd ? -startsMicros[startsMicros.length - 1] : 0;
    }
  }
}
