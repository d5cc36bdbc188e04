package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.hints.CanonicalQuery;
import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.registry.UpstreamMapping;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one viewer's URIs are fetched and kept.
 *
 * @param client the viewer's side
 * @param fetchBase URL that takes the place of the viewer's origin and prefix in a fetch
 * @param keyBase the same in a cache key
 * @param host value of the {@code Host} field for fetching, or null
 * @param fields sent with every fetch
 * @param partition of the viewer's credentials
 * @param space where its cache keys mean something (see {@link CacheKey})
 * @param ignoredParameters query parameters that keys leave out
 * @param forwardsCmcd whether the origin is told what the player says of itself
 */
record ViewerMapping(
    ClientUris client,
    String fetchBase,
    String keyBase,
    @Nullable String host,
    HttpFields fields,
    String partition,
    String space,
    Set<String> ignoredParameters,
    boolean forwardsCmcd)
    implements UpstreamMapping {

  /** A container takes 8 KB of request by default: what is far longer nobody can ask for. */
  static final int MAX_URI_CHARS = 16 << 10;

  @Override
  public @Nullable ResourceRequest segment(String clientUri, @Nullable ByteInterval range) {
    return resource("GET", clientUri, range, Kind.SEGMENT);
  }

  /** As it can be read: what a player accepts means its own request. */
  @Override
  public @Nullable ResourceRequest playlist(String clientUri) {
    ResourceRequest playlist = resource("GET", clientUri, /* range= */ null, Kind.PLAYLIST);
    return playlist == null ? null : playlist.without("accept-encoding");
  }

  /** The request for any resource, or null where the URI is not this filter's. */
  @Nullable ResourceRequest resource(
      String method, String clientUri, @Nullable ByteInterval range, Kind kind) {
    String rest = clientUri.length() > MAX_URI_CHARS ? null : client.within(clientUri);
    URI fetchUri = rest == null ? null : UriText.parse(fetchBase + sentOn(rest));
    if (rest == null || fetchUri == null) {
      return null;
    }
    HttpFields sent = range == null ? fields : fields.with("Range", range.asRangeField());
    return new ResourceRequest(
        key(rest, range),
        new FetchRequest(method, fetchUri, host, sent, mayBlock(fetchUri, kind)),
        kind);
  }

  /** A playlist may be held back until it has the segment that was asked for. */
  private static boolean mayBlock(URI uri, Kind kind) {
    return kind != Kind.SEGMENT && DeliveryDirectives.of(uri.getRawQuery()).isBlocking();
  }

  /** What the player says of itself (CMCD) is for us, and goes on only if the origin wants it. */
  private String sentOn(String rest) {
    int query = rest.indexOf('?');
    if (query < 0 || forwardsCmcd) {
      return rest;
    }
    String kept = CanonicalQuery.withoutCmcd(rest.substring(query + 1));
    return kept == null ? rest.substring(0, query) : rest.substring(0, query + 1) + kept;
  }

  /** A response as the viewer must see it: a redirect within the origin leads to this filter. */
  ResponseHead forClient(ResponseHead head, URI fetched) {
    String location = head.fields().first("location");
    if (location == null) {
      return head;
    }
    String path = below(UriReferences.resolve(fetched.toString(), location));
    return path == null
        ? head
        : new ResponseHead(
            head.status(),
            head.fields()
                .filter(name -> !name.equals("location"))
                .with("Location", client.location(path)));
  }

  /** The viewer's URI of what has that URI at the origin; null where it is not this filter's. */
  @Nullable String clientUri(String originUri) {
    String path = below(originUri);
    return path == null ? null : client.origin() + client.prefix() + path;
  }

  private @Nullable String below(String originUri) {
    return originUri.startsWith(fetchBase + "/") ? originUri.substring(fetchBase.length()) : null;
  }

  private CacheKey key(String rest, @Nullable ByteInterval range) {
    int query = rest.indexOf('?');
    String path = query < 0 ? rest : rest.substring(0, query);
    String parameters =
        CanonicalQuery.keyOf(query < 0 ? null : rest.substring(query + 1), ignoredParameters);
    return new CacheKey(UriText.encoded(keyBase + path + parameters), range, partition, space);
  }
}
