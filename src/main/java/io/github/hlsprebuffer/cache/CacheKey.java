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
 * @param space what is meant by a URI here and not elsewhere: the same URI in another space is
 *     another resource. Empty for what an origin has under its whole URI
 */
public record CacheKey(String uri, @Nullable ByteInterval range, String partition, String space) {

  /** What an origin has under its whole URI. */
  public CacheKey(String uri, @Nullable ByteInterval range, String partition) {
    this(uri, range, partition, "");
  }

  /** The same resource as every viewer may have it. */
  public CacheKey shared() {
    return partition.isEmpty() ? this : new CacheKey(uri, range, "", space);
  }

  /** The same for another URI. */
  public CacheKey withUri(String other) {
    return new CacheKey(other, range, partition, space);
  }
}
