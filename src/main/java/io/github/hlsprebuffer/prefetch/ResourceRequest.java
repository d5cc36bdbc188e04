package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;

/**
 * A resource, by what it is kept under and how it is asked for.
 *
 * @param key what it is kept under
 * @param fetch how the origin is asked for it
 * @param kind what it is taken for before its response tells
 */
public record ResourceRequest(CacheKey key, FetchRequest fetch, Kind kind) {

  /**
   * The same, for some of its bytes, provided that it has not changed (RFC 9110 §13.1.5).
   *
   * @param interval offsets within the resource that the URI names
   */
  public ResourceRequest resuming(ByteInterval interval, String validator) {
    FetchRequest whole =
        new FetchRequest(
            fetch.method(),
            fetch.uri(),
            fetch.host(),
            fetch.fields().filter(name -> !name.equals("range")),
            fetch.mayBlock());
    return new ResourceRequest(
        key, whole.with("Range", interval.asRangeField()).with("If-Range", validator), kind);
  }

  /**
   * The same, of something that need not exist yet: the origin holds its answer back until it does
   * (RFC 8216bis §6.2.5.2, §6.2.6).
   */
  public ResourceRequest blocking() {
    return new ResourceRequest(key, fetch.blocking(), kind);
  }

  /** Scheme, host and port of the server that is asked. */
  public String origin() {
    return fetch.origin();
  }

  /** The same, taken for another kind. */
  public ResourceRequest as(Kind other) {
    return new ResourceRequest(key, fetch, other);
  }

  /** The same without a field. */
  public ResourceRequest without(String lowerCaseName) {
    HttpFields rest = fetch.fields().filter(name -> !name.equals(lowerCaseName));
    return new ResourceRequest(
        key,
        new FetchRequest(fetch.method(), fetch.uri(), fetch.host(), rest, fetch.mayBlock()),
        kind);
  }

  /** The same with these fields of a viewer's request, where it has them. */
  public ResourceRequest forwarding(HttpFields request, String... names) {
    FetchRequest more = fetch;
    for (String name : names) {
      String value = request.joined(name);
      more = value == null ? more : more.with(name, value);
    }
    return new ResourceRequest(key, more, kind);
  }

  /** What a resource is to HLS. */
  public enum Kind {
    /** A playlist of either kind. */
    PLAYLIST,
    /** A media segment or an initialization section. */
    SEGMENT,
    /** Not known. */
    OTHER
  }
}
