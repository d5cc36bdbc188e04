package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PartialSegment;
import java.util.List;

/** Tells what a version of a media playlist is to the one before. Pure functions. */
final class PlaylistVersions {
  /** How far behind an origin's machines may be, in segments. */
  private static final int MAX_BEHIND = 3;

  private PlaylistVersions() {}

  /** Whether it came late, from an origin's slower machine or by a slower way. */
  static boolean isOlder(MediaPlaylist before, MediaPlaylist now) {
    long behind = before.mediaSequence() - now.mediaSequence();
    long shorter = before.nextMediaSequenceNumber() - now.nextMediaSequenceNumber();
    boolean late = behind > 0 || (behind == 0 && end(now).compareTo(end(before)) < 0);
    return late
        && behind <= MAX_BEHIND
        && shorter <= MAX_BEHIND
        && now.nextMediaSequenceNumber() > before.firstMediaSequenceNumber()
        && !now.endList()
        && !contradicts(before, now);
  }

  /**
   * Whether it is of another presentation: an encoder that started again may reuse names, so
   * nothing of the old one may be served. RFC 8216bis §6.2.2: a playlist changes at its ends only,
   * and its media sequence number does not decrease.
   */
  static boolean hasRestarted(MediaPlaylist before, MediaPlaylist now) {
    boolean shrank =
        now.mediaSequence() == before.mediaSequence()
            && before.nextMediaSequenceNumber() - now.nextMediaSequenceNumber() > MAX_BEHIND;
    return now.mediaSequence() < before.mediaSequence() || shrank || contradicts(before, now);
  }

  /** Whether a player would find it changed. */
  static boolean hasChanged(MediaPlaylist before, MediaPlaylist now) {
    return now.mediaSequence() != before.mediaSequence()
        || !end(now).equals(end(before))
        || now.endList() != before.endList();
  }

  private static MediaPosition end(MediaPlaylist playlist) {
    List<PartialSegment> parts = playlist.parts();
    MediaPosition whole = MediaPosition.ofSegment(playlist.nextMediaSequenceNumber() - 1);
    MediaPosition part = parts.isEmpty() ? whole : MediaPosition.of(parts.get(parts.size() - 1));
    return part.compareTo(whole) < 0 ? whole : part;
  }

  /**
   * RFC 8216bis §6.3.4: a media sequence number keeps its URI. In the field only its last part is
   * kept: tokens stand in queries and in paths.
   */
  private static boolean contradicts(MediaPlaylist before, MediaPlaylist now) {
    MediaSegment first = now.segment(before.firstMediaSequenceNumber());
    long shared =
        first != null ? before.firstMediaSequenceNumber() : now.firstMediaSequenceNumber();
    MediaSegment then = before.segment(shared);
    MediaSegment later = now.segment(shared);
    return then != null && later != null && !name(then).equals(name(later));
  }

  private static String name(MediaSegment segment) {
    int query = segment.uri().indexOf('?');
    String path = query < 0 ? segment.uri() : segment.uri().substring(0, query);
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
