package io.github.hlsprebuffer.metrics;

/** Something that counts. Thread-safe. */
public interface StatisticsSource {
  /** The numbers now. */
  PrebufferStatistics statistics();

  /** Sets the counters to zero. */
  void resetStatistics();

  /** Forgets what is stored, so that requests fill it again. */
  void clear();
}
