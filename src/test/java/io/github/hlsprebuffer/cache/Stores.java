package io.github.hlsprebuffer.cache;

import io.github.hlsprebuffer.cache.SegmentStore.StoredBody;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.FakeClock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tests of the store have in common. */
final class Stores {
  static final int BLOCK_BYTES = 4096;

  private Stores() {}

  static EhcacheSegmentStore open(
      long heapBytes, long offHeapBytes, FakeClock clock, PrebufferMetrics metrics) {
    return new EhcacheSegmentStore(
        heapBytes, offHeapBytes, BLOCK_BYTES, clock, clock.nanoTimeSource(), metrics);
  }

  static CacheKey key(int number) {
    return new CacheKey("http://o/" + number + ".ts", /* range= */ null, "");
  }

  /** Stores a body under the key, for an hour unless said otherwise. */
  static void put(SegmentStore store, CacheKey key, byte[] body, boolean requested) {
    put(store, key, body, requested, /* lifetimeMillis= */ 3_600_000);
  }

  static void put(
      SegmentStore store, CacheKey key, byte[] body, boolean requested, long lifetimeMillis) {
    ResponseHead response =
        new ResponseHead(200, HttpFields.EMPTY.with("ETag", "\"" + body.length + "\""));
    store.put(
        key,
        new StoredBody(
            response, HttpFields.EMPTY, body.length, /* initialAgeSeconds= */ 0, lifetimeMillis),
        blocks(body, store.blockBytes()),
        requested);
  }

  static List<byte[]> blocks(byte[] body, int blockBytes) {
    List<byte[]> blocks = new ArrayList<>();
    for (int at = 0; at < body.length; at += blockBytes) {
      blocks.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + blockBytes)));
    }
    return blocks;
  }

  /** The body stored under the key; null where nothing is found or a block of it is gone. */
  static byte @Nullable [] body(SegmentStore store, CacheKey key) {
    try (StoredResource stored = store.find(key)) {
      return stored == null ? null : body(stored);
    }
  }

  static byte @Nullable [] body(StoredResource stored) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < stored.head().lengthBytes()) {
      Slice slice = stored.read(body.size());
      if (slice == null) {
        return null;
      }
      body.write(slice.array(), slice.offset(), slice.length());
      // All tests read as the product does, so that arrays are used again.
      slice.giveBack();
    }
    return body.toByteArray();
  }
}
