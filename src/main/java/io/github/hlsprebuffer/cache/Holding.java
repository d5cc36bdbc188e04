package io.github.hlsprebuffer.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bookkeeping of one stored response: what it occupies, until when, and who is reading. Its
 * blocks are freed when it is retired and nobody reads it any more. Thread-safe, without locks.
 */
final class Holding {
  private static final int RETIRED = Integer.MIN_VALUE;

  final CacheKey key;
  final long bodyId;
  final int blocks;
  final long bytes;
  final long headBytes;
  final long storedAtNanos;
  final long lifetimeNanos;
  private final long staleNanos;
  private final AtomicBoolean requested;

  /** The number of readers; with the sign once retired. */
  private final AtomicInteger use = new AtomicInteger();

  /**
   * What is known when a response is stored.
   *
   * @param bytes of the body
   * @param headBytes roughly what everything but the body takes of the heap
   * @param staleNanos for how long it may be of use after its lifetime
   */
  Holding(
      CacheKey key,
      long bodyId,
      int blocks,
      long bytes,
      long headBytes,
      long storedAtNanos,
      long lifetimeNanos,
      long staleNanos,
      boolean requested) {
    this.key = key;
    this.bodyId = bodyId;
    this.blocks = blocks;
    this.bytes = bytes;
    this.headBytes = headBytes;
    this.storedAtNanos = storedAtNanos;
    this.lifetimeNanos = lifetimeNanos;
    this.staleNanos = staleNanos;
    this.requested = new AtomicBoolean(requested);
  }

  boolean isFresh(long nowNanos) {
    return nowNanos - storedAtNanos < lifetimeNanos;
  }

  /** Whether its lifetime is not over for longer than that. */
  boolean isWithin(Duration stale, long nowNanos) {
    return nowNanos - storedAtNanos - lifetimeNanos < stale.toNanos();
  }

  /** Whether it may be served, fresh or not. */
  boolean isOfUse(long nowNanos) {
    return nowNanos - storedAtNanos - lifetimeNanos < staleNanos;
  }

  boolean isRequested() {
    return requested.get();
  }

  /** Marks as asked for by a viewer; returns whether it is the first time. */
  boolean markRequested() {
    return !requested.get() && requested.compareAndSet(false, true);
  }

  /** Begins reading; false if it is too late. */
  boolean pin() {
    int now = use.get();
    while (now >= 0) {
      if (use.compareAndSet(now, now + 1)) {
        return true;
      }
      now = use.get();
    }
    return false;
  }

  /** Ends reading; true if the blocks are to be freed now. */
  boolean unpin() {
    return use.decrementAndGet() == RETIRED;
  }

  /** Takes it out of use; true if the blocks are to be freed now. */
  boolean retire() {
    return use.getAndUpdate(now -> now | RETIRED) == 0;
  }
}
