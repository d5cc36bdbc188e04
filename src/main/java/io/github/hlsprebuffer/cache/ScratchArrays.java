package io.github.hlsprebuffer.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of one size that are used again, so that a read of off-heap memory need not have a new one
 * cleared. Each is lent to one user at a time; what is not given back is forgotten. Thread-safe,
 * without locks.
 */
final class ScratchArrays {
  private final int arrayBytes;
  private final AtomicReferenceArray<byte @Nullable []> idle;

  /**
   * Begins with no array.
   *
   * @param maxIdle how many are kept while nobody uses them
   */
  ScratchArrays(int arrayBytes, int maxIdle) {
    this.arrayBytes = arrayBytes;
    this.idle = new AtomicReferenceArray<>(maxIdle);
  }

  /** An array of at least so many bytes, with any content. */
  Loan lend(int bytes) {
    byte[] array = bytes <= arrayBytes ? takeIdle() : null;
    return new Loan(array == null ? new byte[Math.max(bytes, arrayBytes)] : array, this);
  }

  private byte @Nullable [] takeIdle() {
    // Always from the front: the array used last is the one that the processor has in its cache.
    for (int i = 0; i < idle.length(); i++) {
      if (idle.get(i) != null) {
        byte[] array = idle.getAndSet(i, null);
        if (array != null) {
          return array;
        }
      }
    }
    return null;
  }

  /** To be called by the {@link Loan} alone, once. */
  void keep(byte[] array) {
    if (array.length != arrayBytes) {
      return;
    }
    for (int i = 0; i < idle.length(); i++) {
      if (idle.get(i) == null && idle.compareAndSet(i, null, array)) {
        return;
      }
    }
  }
}
