package io.github.hlsprebuffer.prefetch;

import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A task of one application in the timer of all. Once it has run or is cancelled, nothing leads
 * from the timer to the application. Thread-safe.
 */
final class ShareTimer extends FutureTask<@Nullable Void> {
  private final Set<ShareTimer> pending;
  private volatile @Nullable Future<?> timer;

  /**
   * A task that has not begun.
   *
   * @param pending from which it takes itself out
   */
  ShareTimer(Runnable task, Set<ShareTimer> pending) {
    super(new GuardedTask(task), null);
    this.pending = pending;
  }

  /** Says what will run this. */
  void begin(Future<?> future) {
    timer = future;
    endIfCancelled();
  }

  @Override
  protected void done() {
    pending.remove(this);
    endIfCancelled();
  }

  private void endIfCancelled() {
    Future<?> running = timer;
    if (running != null && isCancelled()) {
      running.cancel(false);
    }
  }
}
