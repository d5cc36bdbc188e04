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
  private MediaTimes() {}

  /** How the time of a segment is counted. */
  private enum Scale {
    /** By program date-times. */
    DATES,
    /** Backwards from the end: live playlists without dates have only their ends in common. */
    FROM_END,
    /** From the beginning. */
    FROM_START
  }

  /**
   * The place in {@code to} after which a viewer goes on who has asked for {@code position} in
   * {@code from} last; null where there is no telling. Within a segment that is played by parts the
   * viewer has to begin that segment anew.
   *
   * @param laterMicros how much later than {@code from} this version of {@code to} was published
   */
  static @Nullable MediaPosition before(
      MediaPlaylist from, MediaPosition position, MediaPlaylist to, long laterMicros) {
    long number = position.mediaSequenceNumber();
    if (!position.isPart()) {
      Long next = successor(from, number, to, laterMicros);
      return next == null ? null : MediaPosition.ofSegment(next - 1);
    }
    Long begun = successor(from, number - 1, to, laterMicros);
    return begun == null ? null : MediaPosition.endOfParts(begun - 1);
  }

  /**
   * The media sequence number, in {@code to}, of the segment that begins when the segment after
   * {@code position} begins in {@code from}.
   */
  private static @Nullable Long successor(
      MediaPlaylist from, long position, MediaPlaylist to, long laterMicros) {
    Scale scale = scale(from, to);
    long index = position + 1 - from.firstMediaSequenceNumber();
    boolean atItsEnd = from.endList() && index >= from.segments().size();
    if (scale == null || index < 0 || index > from.segments().size() || atItsEnd) {
      return null;
    }
    long time = beginsMicros(from, scale)[(int) index];
    long wanted = scale == Scale.FROM_END ? time - laterMicros : time;
    return to.segments().isEmpty()
        ? null
        : to.firstMediaSequenceNumber() + nearest(beginsMicros(to, scale), wanted);
  }

  private static @Nullable Scale scale(MediaPlaylist from, MediaPlaylist to) {
    if (isDated(from) && isDated(to)) {
      return Scale.DATES;
    }
    if (from.endList() != to.endList()) {
      return null;
    }
    return from.endList() ? Scale.FROM_START : Scale.FROM_END;
  }

  private static boolean isDated(MediaPlaylist playlist) {
    return playlist.segments().stream().anyMatch(segment -> segment.programDateTime() != null);
  }

  /** When each segment begins, and at last when the one after the last will. */
  private static long[] beginsMicros(MediaPlaylist playlist, Scale scale) {
    List<MediaSegment> segments = playlist.segments();
    long[] begins = new long[segments.size() + 1];
    boolean anchored = scale != Scale.DATES;
    for (int i = 0; i < segments.size(); i++) {
      MediaSegment segment = segments.get(i);
      Instant date = scale == Scale.DATES ? segment.programDateTime() : null;
      if (date != null) {
        long micros = Duration.between(Instant.EPOCH, date).toNanos() / 1_000;
        if (!anchored) {
          shift(begins, i, micros - begins[i]);
          anchored = true;
        }
        begins[i] = micros;
      }
      begins[i + 1] = begins[i] + segment.durationMicros();
    }
    if (scale == Scale.FROM_END) {
      shift(begins, begins.length, -begins[segments.size()]);
    }
    return begins;
  }

  /** RFC 8216bis §4.4.4.6: before the first date, times are counted back from it. */
  private static void shift(long[] begins, int count, long byMicros) {
    for (int i = 0; i < count; i++) {
      begins[i] += byMicros;
    }
  }

  /** A player that switches begins with the segment that plays then, or with the one after. */
  private static int nearest(long[] begins, long wanted) {
    int nearest = 0;
    for (int i = 1; i < begins.length; i++) {
      if (Math.abs(begins[i] - wanted) < Math.abs(begins[nearest] - wanted)) {
        nearest = i;
      }
    }
    return nearest;
  }
}
