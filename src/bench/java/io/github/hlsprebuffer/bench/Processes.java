package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All processes of a run, so that none outlives it. Safe for use by the run and by the hook that
 * ends it.
 */
final class Processes implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final List<Process> started = new ArrayList<>();
  private boolean closed;

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("The run has been ended");
    }
    Process process = builder.start();
    started.removeIf(earlier -> !earlier.isAlive());
    started.add(process);
    return process;
  }

  /** Ends one with its descendants. */
  synchronized void end(Process process) {
    end(tree(process).toList());
  }

  /** Ends them all with their descendants; none can be started from now on. */
  @Override
  public synchronized void close() {
    closed = true;
    end(started.stream().flatMap(Processes::tree).toList());
  }

  private static void end(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** A process and all that it has started, directly or not. */
  static Stream<ProcessHandle> tree(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }
}
