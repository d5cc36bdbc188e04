package io.github.hlsprebuffer.metrics;

/**
 * What is there now.
 *
 * @param activePrefetchers media playlists that somebody is watching
 * @param playlists media playlists known
 * @param playheads viewers' positions known
 * @param storedResources responses in the store
 * @param storedBytes bytes of their bodies
 * @param capacityBytes bytes that fit in the store
 * @param fillsInFlight responses on their way
 * @param uptimeSeconds since the start
 */
public record Gauges(
    long activePrefetchers,
    long playlists,
    long playheads,
    long storedResources,
    long storedBytes,
    long capacityBytes,
    long fillsInFlight,
    long uptimeSeconds) {
  /** Nothing started yet. */
  public static final Gauges NONE = new Gauges(0, 0, 0, 0, 0, 0, 0, 0);
}
