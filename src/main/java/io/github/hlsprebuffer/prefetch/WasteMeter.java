package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much of what was fetched ahead has been dropped without anybody having asked for it.
 * Thread-safe; {@link #measure} is called by one thread.
 */
final class WasteMeter {
  private static final Logger log = LoggerFactory.getLogger(WasteMeter.class);

  /** Of the newest measurement. */
  private static final double WEIGHT = 0.25;

  private static final double HIGH = 0.5;
  private static final double LOW = 0.25;

  private final PrebufferMetrics metrics;
  private long fetchedBytes;
  private long wastedBytes;
  private double share;
  private volatile boolean high;

  WasteMeter(PrebufferMetrics metrics) {
    this.metrics = metrics;
  }

  /** Whether most of it is wasted. */
  boolean isHigh() {
    return high;
  }

  /** Looks at what has happened since the call before. */
  void measure() {
    long fetched = metrics.value(Counter.BYTES_PREBUFFERED);
    long wasted = metrics.value(Counter.BYTES_WASTED);
    // Below what they were, they have been reset.
    long newlyFetched = fetched - (fetched < fetchedBytes ? 0 : fetchedBytes);
    long newlyWasted = wasted - (wasted < wastedBytes ? 0 : wastedBytes);
    fetchedBytes = fetched;
    wastedBytes = wasted;
    if (newlyFetched + newlyWasted > 0) {
      double now = Math.min(1, (double) newlyWasted / Math.max(1, newlyFetched));
      share += (now - share) * WEIGHT;
      decide();
    }
  }

  private void decide() {
    if (!high && share > HIGH) {
      high = true;
      log.info("Most of what is fetched ahead is not asked for; half as much is, for now.");
    } else if (high && share < LOW) {
      high = false;
      log.info("What is fetched ahead is asked for again; the whole window is, from now on.");
    }
  }
}
