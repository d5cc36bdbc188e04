package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;

/**
 * Everything about a stored response but its bytes.
 *
 * @param response status and end-to-end fields as received
 * @param selecting the request's values of the fields that {@code Vary} names (RFC 9111 §4.1), see
 *     {@link HttpFields#agreesWith}
 * @param bodyId names the blocks; new for each stored response, so that blocks of different
 *     responses never mix
 * @param lengthBytes of the body
 * @param storedAtMillis wall-clock time of storing
 * @param initialAgeSeconds age when it was stored (RFC 9111 §4.2.3)
 * @param lifetimeMillis for how long it may be served after storing
 */
public record StoredHead(
    ResponseHead response,
    HttpFields selecting,
    long bodyId,
    long lengthBytes,
    long storedAtMillis,
    long initialAgeSeconds,
    long lifetimeMillis) {
  /** What is kept of each response and each of its fields, whatever they say. */
  private static final int ENTRY_BYTES = 600;

  private static final int FIELD_BYTES = 100;

  /** Age in seconds for the {@code Age} field (RFC 9111 §5.1). */
  public long ageSeconds(long nowMillis) {
    return initialAgeSeconds + Math.max(0, nowMillis - storedAtMillis) / 1000;
  }

  /** Roughly what it takes of the heap together with its key. */
  long memoryBytes(CacheKey key) {
    return ENTRY_BYTES
        + key.uri().length()
        + memoryBytes(response.fields())
        + memoryBytes(selecting);
  }

  private static long memoryBytes(HttpFields fields) {
    long bytes = 0;
    for (HttpFields.Field field : fields) {
      bytes += FIELD_BYTES + field.name().length() + field.value().length();
    }
    return bytes;
  }
}
