package io.github.hlsprebuffer.metrics;

import java.util.Map;

/**
 * What monitoring sees, as {@code io.github.hlsprebuffer:type=Prebuffer,context=...}. The names are
 * API.
 */
public interface PrebufferMXBean {
  /** Requests answered from the store. */
  long getHits();

  /** Requests that joined a fetch under way ("downloads coordinated"). */
  long getJoins();

  /** Requests for which a fetch was started. */
  long getMisses();

  /** Share of requests that did not wait for a new fetch, from 0 to 1. */
  double getHitRate();

  /** Prefetches sent to an origin. */
  long getPrefetchesTriggered();

  /** Segments prefetched whole and stored. */
  long getSegmentsPrebuffered();

  /** Their bytes. */
  long getBytesPrebuffered();

  /** Media playlists that somebody is watching. */
  long getActivePrefetchers();

  /** Bytes in the store. */
  long getStoredBytes();

  /** Seconds since the start. */
  long getUptimeSeconds();

  /** Every counter and gauge by name. */
  Map<String, Double> getAll();

  /** Sets the counters to zero. */
  void resetStatistics();

  /**
   * Stops all prefetching and empties cache and playlists; requests fill them again. Where
   * applications share a cache, one of them leaves what origins have sent to the others.
   */
  void clear();
}
