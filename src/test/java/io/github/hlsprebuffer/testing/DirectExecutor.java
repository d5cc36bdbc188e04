package io.github.hlsprebuffer.testing;

import java.util.concurrent.Executor;

/** Runs each task on the thread that hands it over, before returning. */
public final class DirectExecutor implements Executor {

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
