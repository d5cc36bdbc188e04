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
 * @param originRequests requests that are charged to what origins bear at once
 * @param reservedBytes room in the store that is kept for prefetches under way
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
    long originRequests,
    long reservedBytes,
    long uptimeSeconds) {
  /** Nothing started yet. */
  public static final Gauges NONE = new Gauges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
