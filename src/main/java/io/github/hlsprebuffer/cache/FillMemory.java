package io.github.hlsprebuffer.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap fills take together, from their first byte until they are stored and read,
 * and playlists that are collected to be read. Above the limit only a fill that has little goes on
 * keeping what comes, for a few viewers who ask for large bodies and read none of them must not
 * keep others' small ones from the store; above twice the limit none does. What is not kept comes
 * as fast as it is read. Thread-safe.
 */
public final class FillMemory {
  /** Of the limit, that is little. */
  private static final int SMALL_SHARE = 64;

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  /** Memory of which nothing is taken. */
  public FillMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether what has so much may keep more. */
  public boolean mayKeep(long heldBytes) {
    long all = bytes.get();
    return all < maxBytes || (all / 2 < maxBytes && heldBytes <= maxBytes / SMALL_SHARE);
  }

  /** Whether the limit is reached. */
  public boolean isFull() {
    return bytes.get() >= maxBytes;
  }

  /** What all fills take now. */
  public long bytes() {
    return bytes.get();
  }

  /** So much more is taken, or less where it is negative. */
  public void add(long more) {
    bytes.addAndGet(more);
  }
}
