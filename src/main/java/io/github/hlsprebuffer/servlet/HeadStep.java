package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import java.io.IOException;
import java.time.Duration;

/** What is done with a fill once its head is there, or the reason why there is none. */
@FunctionalInterface
interface HeadStep {
  /**
   * Goes on.
   *
   * @param reader to be closed by this step in every case
   * @param patience longest wait for the head, if it is not there after all
   */
  void run(FillReader reader, Duration patience) throws IOException;
}
