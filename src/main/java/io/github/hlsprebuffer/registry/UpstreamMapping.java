package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import org.jspecify.annotations.Nullable;

/**
 * Turns the URI that a player will ask for into the request that fetches it, with the header fields
 * and the cache partition of the viewer who brought the playlist. Immutable.
 */
@FunctionalInterface
public interface UpstreamMapping {
  /**
   * The request for a segment, or null where the URI is none that this filter would be asked for:
   * it names another server, or a path outside the filter's reach.
   *
   * @param clientUri absolute URI as a player resolves it
   */
  @Nullable ResourceRequest segment(String clientUri, @Nullable ByteInterval range);

  /** The request for a playlist, or null as above. */
  default @Nullable ResourceRequest playlist(String clientUri) {
    ResourceRequest request = segment(clientUri, /* range= */ null);
    if (request == null) {
      return null;
    }
    ResourceRequest playlist = request.as(ResourceRequest.Kind.PLAYLIST);
    String query = clientUri.substring(clientUri.indexOf('?') + 1);
    return DeliveryDirectives.of(query).isBlocking() ? playlist.blocking() : playlist;
  }
}
