package io.github.hlsprebuffer.prefetch;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls that come from several threads one after another, in the order in which they came,
 * without having any thread wait: one that comes while another runs is run by that thread.
 * Thread-safe.
 */
final class CallQueue {
  private final Queue<Runnable> waiting = new ArrayDeque<>(0); // guarded by this
  private boolean busy; // guarded by this

  /** Runs the call now, or after those that came before. */
  void run(Runnable call) {
    synchronized (this) {
      if (busy) {
        waiting.add(call);
        return;
      }
      busy = true;
    }
    try {
      call.run();
    } finally {
      leave();
    }
  }

  /** Whether no call is running: then the caller may act, and must {@link #leave} in every case. */
  synchronized boolean tryEnter() {
    if (busy) {
      return false;
    }
    busy = true;
    return true;
  }

  /** Runs what has come in the meantime. */
  void leave() {
    Runnable next = next();
    while (next != null) {
      try {
        next.run();
      } catch (Throwable failure) {
        leave();
        throw failure;
      }
      next = next();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    busy = next != null;
    return next;
  }
}
