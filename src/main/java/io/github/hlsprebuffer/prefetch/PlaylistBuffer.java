package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.FillMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Collects a playlist, up to a limit, and as long as there is memory for what is on its way. To be
 * closed in every case. Not thread-safe.
 */
public final class PlaylistBuffer implements AutoCloseable {
  private final int maxBytes;
  private final FillMemory memory;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private boolean closed;

  /** An empty buffer. */
  public PlaylistBuffer(int maxBytes, FillMemory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /** Takes all of {@code data}, or none of it where it would pass the limit. */
  public boolean append(ByteBuffer data) {
    int more = data.remaining();
    long size = collected.size() + (long) more;
    if (closed || size > maxBytes || !memory.mayKeep(size)) {
      return false;
    }
    byte[] copy = new byte[more];
    data.get(copy);
    collected.write(copy, 0, more);
    memory.add(more);
    return true;
  }

  /** What has been collected. */
  public byte[] bytes() {
    return collected.toByteArray();
  }

  /** Nothing more is collected, and the memory is free for others. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.add(-collected.size());
    }
  }
}
