package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.ByteInterval;
import org.jspecify.annotations.Nullable;

/**
 * Identity of a stored response.
 *
 * @param uri absolute URI at the origin, without fragment and without ignored query parameters
 * @param range the byte range of the resource that this is, null for the whole: a range named by a
 *     playlist is a resource of its own and never stands in for the whole
 * @param partition digest of the credentials that the response may depend on; empty: shared
 */
public record CacheKey(String uri, @Nullable ByteInterval range, String partition) {

  /** The same resource as every viewer may have it. */
  public CacheKey shared() {
    return partition.isEmpty() ? this : new CacheKey(uri, range, "");
  }
}
