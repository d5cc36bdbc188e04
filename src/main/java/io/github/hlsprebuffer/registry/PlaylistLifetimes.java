package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.Playlist;
import java.time.Duration;
import java.util.Set;

/**
 * For how long a playlist may be served to others, by what it says (RFC 8216bis Appendix B.1). A
 * pure function.
 */
final class PlaylistLifetimes {
  /** RFC 8216bis Appendix B.1: a successful response to a blocking request. */
  private static final int BLOCKING_TARGET_DURATIONS = 6;

  private final Duration completeLifetime;
  private final ViewerParameters viewerParameters;

  /**
   * Lifetimes.
   *
   * @param completeLifetime of a playlist that does not change any more, where the origin says
   *     nothing
   * @param ignoredParameters query parameters that don't tell resources apart, though each viewer
   *     has his own; a playlist that hands them on is for the viewer who got it
   */
  PlaylistLifetimes(Duration completeLifetime, Set<String> ignoredParameters) {
    this.completeLifetime = completeLifetime;
    this.viewerParameters = new ViewerParameters(ignoredParameters);
  }

  /**
   * The lifetime of one version of a playlist.
   *
   * @param key of the response, in which the delivery directives stand
   */
  HeuristicFreshness of(Playlist playlist, CacheKey key) {
    if (viewerParameters.areIn(playlist)) {
      return HeuristicFreshness.NONE;
    }
    return playlist instanceof MediaPlaylist media
        ? of(media, PlaylistKeys.directives(key))
        // Often made for one viewer, without saying so.
        : HeuristicFreshness.ONLY_EXPLICIT;
  }

  private HeuristicFreshness of(MediaPlaylist playlist, DeliveryDirectives directives) {
    if (playlist.endList()) {
      return HeuristicFreshness.unlessExplicit(completeLifetime);
    }
    Duration target = playlist.targetDuration();
    return HeuristicFreshness.atMost(
        isWhatWasWaitedFor(playlist, directives)
            ? target.multipliedBy(BLOCKING_TARGET_DURATIONS)
            : target.dividedBy(2));
  }

  /**
   * An origin that knows no blocking answers at once, with what it has: kept for long, that would
   * be the last thing its players ever see.
   */
  private static boolean isWhatWasWaitedFor(MediaPlaylist playlist, DeliveryDirectives directives) {
    Long number = directives.mediaSequenceNumber();
    if (number == null) {
      return false;
    }
    Integer part = directives.partIndex();
    return number < playlist.nextMediaSequenceNumber()
        || (part != null
            && playlist.parts().stream()
                .anyMatch(p -> p.mediaSequenceNumber() == number && p.partIndex() >= part));
  }
}
