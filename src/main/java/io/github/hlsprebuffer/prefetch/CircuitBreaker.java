package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which origins do not answer at all, so that viewers need not wait for time-outs one after
 * another. After some failures in a row an origin is asked only now and then, until it answers
 * anything. Thread-safe.
 */
final class CircuitBreaker {
  private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

  /** In a row, with no answer to anything else in between. */
  private static final int MAX_FAILURES = 5;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private final PrebufferMetrics metrics;

  /** Of origins that failed last; so nothing is here while all is well. */
  private final Map<String, Outage> outages = new HashMap<>();

  CircuitBreaker(LongSupplier nanoTime, PrebufferMetrics metrics) {
    this.nanoTime = nanoTime;
    this.metrics = metrics;
  }

  /** Whether a request may be sent. If the origin is down, that is the one that finds out more. */
  synchronized boolean admits(String origin) {
    Outage outage = outages.get(origin);
    return outage == null || outage.admits(nanoTime.getAsLong());
  }

  /** How long no request will be admitted; zero if one is. */
  synchronized long pauseNanos(String origin) {
    Outage outage = outages.get(origin);
    return outage == null ? 0 : outage.pauseNanos(nanoTime.getAsLong());
  }

  /** The origin has answered, whatever it is. */
  synchronized void onAnswer(String origin) {
    Outage outage = outages.remove(origin);
    if (outage != null && outage.isOpen()) {
      log.info("{} answers again.", origin);
    }
  }

  /** The origin can't be connected to, or is silent. */
  synchronized void onSilence(String origin) {
    Outage outage = outages.computeIfAbsent(origin, name -> new Outage());
    boolean wasOpen = outage.isOpen();
    outage.fail(nanoTime.getAsLong());
    if (!wasOpen && outage.isOpen()) {
      metrics.count(Counter.ORIGIN_OUTAGES);
      log.warn(
          "{} did not answer {} times in a row; it is asked only now and then until it does.",
          origin,
          MAX_FAILURES);
    }
  }

  private static final class Outage {
    private int failures;
    private long pause = FIRST_PAUSE.toNanos();
    private long nextNanos;

    boolean isOpen() {
      return failures >= MAX_FAILURES;
    }

    void fail(long now) {
      failures = Math.min(MAX_FAILURES, failures + 1);
      if (isOpen() && now - nextNanos >= 0) {
        nextNanos = now + pause;
      }
    }

    boolean admits(long now) {
      if (!isOpen()) {
        return true;
      }
      if (pauseNanos(now) > 0) {
        return false;
      }
      // Until this one has failed or not, no other.
      pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
      nextNanos = now + pause;
      return true;
    }

    long pauseNanos(long now) {
      return isOpen() ? Math.max(0, nextNanos - now) : 0;
    }
  }
}
