package io.github.hlsprebuffer.prefetch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A repeated task that goes on after a failure; an executor would silently drop it. */
record GuardedTask(Runnable task) implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(GuardedTask.class);

  @Override
  public void run() {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("Housekeeping failed; it goes on", e);
    }
  }
}
