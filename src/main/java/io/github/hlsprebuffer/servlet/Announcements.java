package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.hints.NextRequest;
import io.github.hlsprebuffer.hints.OriginHints;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What players and responses announce will be asked for next, as far as a playlist could name it
 * too: nothing beyond this filter, and of that nothing whose path could mean another.
 */
final class Announcements {
  /** Turns a reference into the URI that a viewer would ask for. */
  private interface Resolution {
    @Nullable String clientUri(String reference);
  }

  private Announcements() {}

  /** What a player announces with its request. */
  static List<ResourceRequest> byPlayer(
      List<NextRequest> announced, String clientUri, ViewerMapping mapping) {
    return requests(announced, mapping, reference -> UriReferences.resolve(clientUri, reference));
  }

  /** What the host application announces with its response to a request for that URI. */
  static List<ResourceRequest> byHost(
      HttpFields response, String clientUri, ViewerMapping mapping) {
    return byPlayer(OriginHints.nextRequests(response), clientUri, mapping);
  }

  /**
   * What an origin announces with its response.
   *
   * @param fetched the URI at the origin, against which its references are meant
   */
  static List<ResourceRequest> byOrigin(
      HttpFields response, String fetched, ViewerMapping mapping) {
    return requests(
        OriginHints.nextRequests(response),
        mapping,
        reference -> mapping.clientUri(UriReferences.resolve(fetched, reference)));
  }

  private static List<ResourceRequest> requests(
      List<NextRequest> announced, ViewerMapping mapping, Resolution resolution) {
    if (announced.isEmpty()) {
      return List.of();
    }
    List<ResourceRequest> requests = new ArrayList<>();
    for (NextRequest next : announced) {
      ResourceRequest request = request(next, mapping, resolution);
      if (request != null) {
        requests.add(request);
      }
    }
    return requests;
  }

  private static @Nullable ResourceRequest request(
      NextRequest next, ViewerMapping mapping, Resolution resolution) {
    String clientUri = resolution.clientUri(next.reference());
    ByteInterval range = next.range() == null ? null : next.range().closed();
    // Without its range it could be far more than was meant.
    boolean isWholeOrClosed = next.range() == null || range != null;
    return clientUri != null && isWholeOrClosed ? mapping.segment(clientUri, range) : null;
  }
}
