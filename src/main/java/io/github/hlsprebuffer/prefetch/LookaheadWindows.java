package io.github.hlsprebuffer.prefetch;

import java.time.Duration;

/**
 * Chooses windows by how the origin has answered so far. One that takes longer for a segment than
 * the segment plays must be asked for several at once, and early; where most of what is fetched
 * ahead is never asked for, less is fetched. Thread-safe.
 */
public final class LookaheadWindows {
  /** Of the configured window. */
  private static final int MAX_FACTOR = 4;

  /** A share of the store that one playhead may fill with more than the configured window. */
  private static final int STORE_FRACTION = 16;

  private static final long MAX_HORIZON_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_FETCHES = 12;

  private final OriginEstimates estimates;
  private final WasteMeter waste;
  private final long storeBytes;

  LookaheadWindows(OriginEstimates estimates, WasteMeter waste, long storeBytes) {
    this.estimates = estimates;
    this.waste = waste;
    this.storeBytes = storeBytes;
  }

  /**
   * The window now.
   *
   * @param segments as it is configured
   */
  public LookaheadWindow of(String origin, int segments, long nowNanos) {
    OriginEstimate estimate = estimates.of(origin);
    int atLeast = waste.isHigh() ? (segments + 1) / 2 : segments;
    long fit = storeBytes / STORE_FRACTION / Math.max(1, estimate.typicalBodyBytes());
    long atMost = Math.min((long) segments * MAX_FACTOR, fit);
    // A window is looked at once for each segment that is asked for; until the next time, what was
    // not begun now will be late by as much again.
    long horizonNanos = Math.min(MAX_HORIZON_NANOS, 2 * estimate.segmentNanos());
    return new LookaheadWindow(atLeast, (int) Math.max(atLeast, atMost), nowNanos + horizonNanos);
  }

  /** How soon a viewer who begins has something to play, at the earliest. */
  public long latencyNanos(String origin) {
    return estimates.of(origin).latencyNanos();
  }

  /**
   * How many segments must be on their way at once for one viewer so that they come twice as fast
   * as they are played: a player that has just begun, or has waited, is to catch up.
   *
   * @param segmentNanos for how long one is played
   */
  public int fetches(String origin, long segmentNanos) {
    long atOnce = 2 * estimates.of(origin).segmentNanos() / Math.max(1, segmentNanos) + 2;
    return (int) Math.max(DemandOwner.DEFAULT_MAX_FETCHES, Math.min(MAX_FETCHES, atOnce));
  }
}
