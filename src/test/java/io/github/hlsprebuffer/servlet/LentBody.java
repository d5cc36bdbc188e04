package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.EhcacheSegmentStore;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A body that is read from off-heap memory, into arrays that other reads use as well. */
final class LentBody implements BodySource {
  static final int BLOCK_BYTES = 4096;

  private static final CacheKey KEY = new CacheKey("http://o/1.ts", null, "");
  private static final CacheKey OTHER = new CacheKey("http://o/2.ts", null, "");

  private final SegmentStore store =
      new EhcacheSegmentStore(
          BLOCK_BYTES,
          /* offHeapBytes= */ 4 << 20,
          BLOCK_BYTES,
          Clock.systemUTC(),
          System::nanoTime,
          new PrebufferMetrics());
  private final StoredResource stored;
  private final StoredResource another;
  private int position;

  LentBody(byte[] body) {
    put(KEY, body);
    put(OTHER, Bodies.body(2, BLOCK_BYTES));
    stored = Objects.requireNonNull(store.find(KEY));
    another = Objects.requireNonNull(store.find(OTHER));
  }

  private void put(CacheKey key, byte[] body) {
    List<byte[]> blocks = new ArrayList<>();
    for (int at = 0; at < body.length; at += BLOCK_BYTES) {
      blocks.add(Arrays.copyOfRange(body, at, at + BLOCK_BYTES));
    }
    store.put(
        key,
        new SegmentStore.StoredBody(
            new ResponseHead(200, HttpFields.EMPTY), HttpFields.EMPTY, body.length, 0, 60_000),
        blocks,
        /* requested= */ true);
  }

  /** What somebody else does meanwhile. */
  void readAnother() {
    Slice bytes = Objects.requireNonNull(another.read(0));
    bytes.giveBack();
  }

  @Override
  public @Nullable Slice next() {
    if (position >= stored.head().lengthBytes()) {
      return null;
    }
    Slice bytes = Objects.requireNonNull(stored.read(position));
    position += bytes.length();
    return bytes;
  }

  @Override
  public void await() {}

  @Override
  public boolean whenReady(Runnable task) {
    return false;
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(20);
  }

  @Override
  public boolean isSmall() {
    return false;
  }

  @Override
  public void close() {
    stored.close();
    another.close();
    store.close();
  }
}
