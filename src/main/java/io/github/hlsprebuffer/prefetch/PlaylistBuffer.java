package io.github.hlsprebuffer.prefetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Collects a playlist, up to a limit. */
public final class PlaylistBuffer {
  private final int maxBytes;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

  /** An empty buffer. */
  public PlaylistBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes all of {@code data}, or none of it where it would pass the limit. */
  public boolean append(ByteBuffer data) {
    if (collected.size() + (long) data.remaining() > maxBytes) {
      return false;
    }
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    collected.write(copy, 0, copy.length);
    return true;
  }

  /** What has been collected. */
  public byte[] bytes() {
    return collected.toByteArray();
  }
}
