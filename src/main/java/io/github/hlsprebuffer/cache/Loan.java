package io.github.hlsprebuffer.cache;

import java.util.concurrent.atomic.AtomicBoolean;

/** One use of an array that is used again after it. Thread-safe. */
public final class Loan {
  private final byte[] array;
  private final ScratchArrays owner;
  private final AtomicBoolean held = new AtomicBoolean(true);

  Loan(byte[] array, ScratchArrays owner) {
    this.array = array;
    this.owner = owner;
  }

  byte[] array() {
    return array;
  }

  /** Ends the use; doing it again changes nothing. */
  void giveBack() {
    if (held.compareAndSet(true, false)) {
      owner.keep(array);
    }
  }

  /** The array for good: it will not be lent again. */
  byte[] take() {
    if (!held.compareAndSet(true, false)) {
      throw over();
    }
    return array;
  }

  void checkHeld() {
    if (!held.get()) {
      throw over();
    }
  }

  private static IllegalStateException over() {
    return new IllegalStateException("The bytes were given back");
  }
}
