package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Takes a copy of what the host application answers, as it passes. Never throws what would hurt the
 * host's own response.
 */
interface BodySink {
  /**
   * Whether it is worth asking with the whole head, which takes longer to find out.
   *
   * @param mediaType with its parameters, as the host wrote it
   */
  default boolean mayWant(int status, @Nullable String mediaType) {
    return true;
  }

  /** Whether what is written into the head as late as it can be still matters. */
  default boolean heedsLateFields() {
    return false;
  }

  /**
   * The first byte, or the end, is about to pass; or has passed, where late fields are heeded.
   *
   * @return whether the body is wanted
   */
  boolean begin(ResponseHead head);

  /** The next bytes; before the viewer gets them, where late fields are not heeded. */
  void bytes(byte[] array, int offset, int length);

  /** The body is whole. */
  void end();

  /** The body will not be whole, or was taken back. */
  void abort(String why);

  /** Whether others depend on the body, so that it is worth going on without the viewer. */
  boolean isNeeded();
}
