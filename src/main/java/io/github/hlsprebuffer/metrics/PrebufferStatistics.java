package io.github.hlsprebuffer.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A snapshot of all counters and gauges.
 *
 * @param counters value of each counter
 * @param gauges what was there
 */
public record PrebufferStatistics(Map<Counter, Long> counters, Gauges gauges) {
  /** Copies the counters. */
  public PrebufferStatistics {
    counters = Map.copyOf(counters);
  }

  /** The counters and gauges as they are now. */
  public static PrebufferStatistics of(PrebufferMetrics metrics, Gauges gauges) {
    return of(metrics, metrics, gauges);
  }

  /**
   * Those of one application of several that share an engine.
   *
   * @param total counts what only the engine as a whole knows
   */
  public static PrebufferStatistics of(
      PrebufferMetrics own, PrebufferMetrics total, Gauges gauges) {
    Map<Counter, Long> values = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      values.put(counter, (counter.isOfEngine() ? total : own).value(counter));
    }
    return new PrebufferStatistics(values, gauges);
  }

  /** Value of one counter. */
  public long value(Counter counter) {
    return counters.getOrDefault(counter, 0L);
  }

  /** Share of requests that did not have to wait for a new fetch to begin, from 0 to 1. */
  public double hitRate() {
    long served = value(Counter.HITS) + value(Counter.JOINS);
    long asked = served + value(Counter.MISSES);
    return asked == 0 ? 0 : (double) served / asked;
  }

  /** Everything by name, in a fixed order. */
  public Map<String, Number> byName() {
    Map<String, Number> byName = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      byName.put(counter.statisticName(), value(counter));
    }
    byName.put("hitRate", Math.round(hitRate() * 1000) / 1000.0);
    byName.put("activePrefetchers", gauges.activePrefetchers());
    byName.put("playlists", gauges.playlists());
    byName.put("playheads", gauges.playheads());
    byName.put("storedResources", gauges.storedResources());
    byName.put("storedBytes", gauges.storedBytes());
    byName.put("capacityBytes", gauges.capacityBytes());
    byName.put("fillsInFlight", gauges.fillsInFlight());
    byName.put("originRequests", gauges.originRequests());
    byName.put("reservedBytes", gauges.reservedBytes());
    byName.put("uptimeSeconds", gauges.uptimeSeconds());
    return Collections.unmodifiableMap(byName);
  }

  /** As a flat JSON object. */
  public String toJson() {
    StringBuilder json = new StringBuilder("{");
    byName()
        .forEach(
            (name, value) -> {
              json.append(json.length() == 1 ? "\n  \"" : ",\n  \"");
              json.append(name).append("\": ").append(value);
            });
    return json.append("\n}\n").toString();
  }
}
