package io.github.hlsprebuffer.servlet;

import java.io.IOException;

/** How an exchange goes on when the container comes back to it. */
@FunctionalInterface
interface Resumption {
  /** Goes on, on a thread of the container. To be called once at most. */
  void resume() throws IOException;
}
