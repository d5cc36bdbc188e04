package io.github.hlsprebuffer.cache;

/**
 * The bookkeeping of one stored response: what it occupies, until when, and who is reading. Its
 * blocks are freed when it is retired and nobody reads it any more. Thread-safe.
 */
final class Holding {
  final CacheKey key;
  final long bodyId;
  final int blocks;
  final long bytes;
  final long storedAtNanos;
  final long lifetimeNanos;
  private volatile boolean requested;
  private int readers;
  private boolean retired;

  Holding(
      CacheKey key,
      long bodyId,
      int blocks,
      long bytes,
      long storedAtNanos,
      long lifetimeNanos,
      boolean requested) {
    this.key = key;
    this.bodyId = bodyId;
    this.blocks = blocks;
    this.bytes = bytes;
    this.storedAtNanos = storedAtNanos;
    this.lifetimeNanos = lifetimeNanos;
    this.requested = requested;
  }

  boolean isFresh(long nowNanos) {
    return nowNanos - storedAtNanos < lifetimeNanos;
  }

  boolean isRequested() {
    return requested;
  }

  /** Marks as asked for by a viewer; returns whether it is the first time. */
  boolean markRequested() {
    if (requested) {
      return false;
    }
    synchronized (this) {
      boolean first = !requested;
      requested = true;
      return first;
    }
  }

  /** Begins reading; false if it is too late. */
  synchronized boolean pin() {
    if (!retired) {
      readers++;
    }
    return !retired;
  }

  /** Ends reading; true if the blocks are to be freed now. */
  synchronized boolean unpin() {
    readers--;
    return retired && readers == 0;
  }

  /** Takes it out of use; true if the blocks are to be freed now. */
  synchronized boolean retire() {
    boolean first = !retired;
    retired = true;
    return first && readers == 0;
  }
}
