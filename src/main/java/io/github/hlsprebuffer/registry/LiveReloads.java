package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.hints.DeliveryDirectives.Skip;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a player would load a live playlist again, and what it would ask for (RFC 8216bis §6.3.4),
 * by what has come and by how its players ask. Not thread-safe.
 */
final class LiveReloads {
  private @Nullable DeliveryDirectives form;
  private final Publications publications = new Publications();
  private boolean changed;
  private boolean isForAll;
  private boolean rests;
  private long restsUntilNanos;
  private long loadedNanos;
  private boolean isLoading;
  private long begunNanos;

  /**
   * The next load.
   *
   * @param dueNanos may be over
   */
  record Reload(DeliveryDirectives directives, long dueNanos) {}

  /** A load of our own begins. */
  void begin(long nowNanos) {
    isLoading = true;
    begunNanos = nowNanos;
  }

  /** Our own load has ended, whether or not a version has come. */
  void end() {
    isLoading = false;
  }

  /**
   * A version has come.
   *
   * @param hasChanged whether it differs from the one before, or is the first
   * @param latencyNanos how long ago a viewer asked for it, about, if it was not our own load
   */
  void loaded(MediaPlaylist playlist, boolean hasChanged, long latencyNanos, long nowNanos) {
    changed = hasChanged;
    loadedNanos = nowNanos;
    long begun = isLoading ? begunNanos : nowNanos - latencyNanos;
    if (hasChanged) {
      publications.changed(begun, untilNext(playlist), half(playlist));
    } else {
      publications.unchanged(begun, half(playlist));
    }
  }

  /** Whether versions may be served to others than those who asked for them. */
  void share(boolean withAll) {
    isForAll = withAll;
  }

  /** A player has asked like this. Those who ask alike are answered by one request. */
  void asked(DeliveryDirectives directives) {
    form = directives;
  }

  /** No loads until then. */
  void rest(long untilNanos) {
    rests = true;
    restsUntilNanos = untilNanos;
  }

  /** The next load of a playlist that may still change; null where it must not be loaded. */
  @Nullable Reload next(MediaPlaylist playlist, long nowNanos) {
    if (rests && nowNanos - restsUntilNanos >= 0) {
      rests = false;
    }
    boolean live = !playlist.endList() && !playlist.targetDuration().isZero();
    if (!live || !isForAll || rests) {
      return null;
    }
    boolean blocks = isBlocking(playlist);
    return blocks
        ? new Reload(blocking(playlist, nowNanos), loadedNanos + breakOf(playlist).toNanos())
        : new Reload(plain(playlist, nowNanos), publications.nextLoadNanos());
  }

  private boolean isBlocking(MediaPlaylist playlist) {
    DeliveryDirectives asked = form;
    return playlist.serverControl().canBlockReload() && (asked == null || asked.isBlocking());
  }

  private DeliveryDirectives blocking(MediaPlaylist playlist, long nowNanos) {
    DeliveryDirectives asked = form;
    boolean byParts =
        asked == null ? playlist.partTargetDuration() != null : asked.partIndex() != null;
    if (!byParts) {
      return new DeliveryDirectives(
          playlist.nextMediaSequenceNumber(), /* partIndex= */ null, skip(playlist, nowNanos));
    }
    MediaPosition next = MediaPosition.ofNextPart(playlist);
    return new DeliveryDirectives(
        next.mediaSequenceNumber(), next.partIndex(), skip(playlist, nowNanos));
  }

  private DeliveryDirectives plain(MediaPlaylist playlist, long nowNanos) {
    return new DeliveryDirectives(null, null, skip(playlist, nowNanos));
  }

  /** RFC 8216bis §6.2.5.1: not with a version that is older than half of the skip boundary. */
  private @Nullable Skip skip(MediaPlaylist playlist, long nowNanos) {
    Duration boundary = playlist.serverControl().canSkipUntil();
    boolean recent = boundary != null && nowNanos - loadedNanos < boundary.toNanos() / 2;
    return recent && form != null ? form.skip() : null;
  }

  /** An origin that should have held its answer back, and did not, is asked like any other. */
  private Duration breakOf(MediaPlaylist playlist) {
    return changed ? Duration.ZERO : half(playlist);
  }

  private static Duration half(MediaPlaylist playlist) {
    return playlist.targetDuration().dividedBy(2);
  }

  private static Duration untilNext(MediaPlaylist playlist) {
    List<MediaSegment> segments = playlist.segments();
    Duration last =
        segments.isEmpty()
            ? playlist.targetDuration()
            : Duration.ofNanos(segments.get(segments.size() - 1).durationMicros() * 1_000);
    return within(last, half(playlist), playlist.targetDuration());
  }

  private static Duration within(Duration duration, Duration least, Duration most) {
    Duration atLeast = duration.compareTo(least) < 0 ? least : duration;
    return atLeast.compareTo(most) > 0 ? most : atLeast;
  }
}
