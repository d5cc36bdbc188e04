package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Completes a new fill from the store. Between the moment that a viewer's request found nothing
 * there and the moment that it begins a fill, another fill may have ended; that one leaves the
 * table only once it is stored, so a second look never misses it.
 */
final class StoredCopy {
  private final SegmentStore store;

  StoredCopy(SegmentStore store) {
    this.store = store;
  }

  /** Whether the fill now has the stored response; if not, it is as it was. */
  boolean fills(Fill fill, HttpFields request) {
    CacheKey key = fill.key();
    return fills(fill, key, request)
        || (!key.partition().isEmpty() && fills(fill, key.shared(), request));
  }

  private boolean fills(Fill fill, CacheKey key, HttpFields request) {
    if (!store.contains(key)) {
      return false;
    }
    try (StoredResource stored = store.find(key)) {
      List<Slice> body = stored == null ? null : stored.readAll();
      if (stored == null || body == null || !request.agreesWith(stored.head().selecting())) {
        return false;
      }
      fill.begin(aged(stored), /* isShareable= */ true, stored.head().selecting());
      body.forEach(slice -> fill.append(buffer(slice)));
      fill.complete();
      return true;
    }
  }

  /** RFC 9111 §5.1: what comes from the store says how old it is. */
  private static ResponseHead aged(StoredResource stored) {
    ResponseHead head = stored.head().response();
    return new ResponseHead(
        head.status(),
        head.fields()
            .filter(name -> !name.equals("age"))
            .with("Age", Long.toString(stored.ageSeconds())));
  }

  private static ByteBuffer buffer(Slice slice) {
    return ByteBuffer.wrap(slice.array(), slice.offset(), slice.length());
  }
}
