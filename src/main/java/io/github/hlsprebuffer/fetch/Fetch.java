package io.github.hlsprebuffer.fetch;

/** A request under way. Thread-safe. */
public interface Fetch {
  /** Ends it, and its connection if need be. Without effect where it has ended. */
  void cancel();

  /** Allows that many more bytes to be delivered than those already allowed. */
  void grant(long bytes);
}
