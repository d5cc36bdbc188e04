package io.github.hlsprebuffer.fetch;

/** Fetches resources from origins without holding a thread. Thread-safe. */
public interface SegmentFetcher extends AutoCloseable {
  /**
   * Sends a request; everything that comes of it goes to the listener, possibly before this
   * returns.
   */
  Fetch fetch(FetchRequest request, FetchListener listener);

  /** Closes connections that have been idle for some time. */
  void closeIdleConnections();

  /** Ends all fetches, closes all connections and ends all threads. */
  @Override
  void close();
}
