package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.Slice;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, piece by piece, for a writer that can wait and for one that must not.
 * Used by one thread at a time; to be closed in every case.
 */
interface BodySource extends AutoCloseable {
  /**
   * The next bytes that are there; {@link Slice#NOT_YET} where more will come; null at the end.
   * Never waits.
   *
   * @throws TruncatedResponseException if the body ends early
   */
  @Nullable Slice next() throws TruncatedResponseException;

  /**
   * Waits until {@link #next} has something to say.
   *
   * @throws IOException if nothing comes within {@link #patience}
   */
  void await() throws IOException;

  /**
   * Has a task run once when {@link #next} has something to say; the task must neither block nor
   * throw, and may run too often.
   *
   * @return false if there is something already: the task will not run
   */
  boolean whenReady(Runnable task);

  /** Longest wait for the next bytes. */
  Duration patience();

  /** Whether all is there, and so little that it leaves at once. */
  default boolean isSmall() {
    return false;
  }

  @Override
  void close();
}
