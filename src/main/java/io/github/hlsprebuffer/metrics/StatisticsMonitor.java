package io.github.hlsprebuffer.metrics;

import java.util.Map;
import java.util.TreeMap;

/** Shows to JMX what something counts. Thread-safe. */
public class StatisticsMonitor implements PrebufferMXBean {
  private final StatisticsSource source;

  /** A monitor. */
  public StatisticsMonitor(StatisticsSource source) {
    this.source = source;
  }

  @Override
  public long getHits() {
    return value(Counter.HITS);
  }

  @Override
  public long getJoins() {
    return value(Counter.JOINS);
  }

  @Override
  public long getMisses() {
    return value(Counter.MISSES);
  }

  @Override
  public double getHitRate() {
    return source.statistics().hitRate();
  }

  @Override
  public long getPrefetchesTriggered() {
    return value(Counter.PREFETCHES_TRIGGERED);
  }

  @Override
  public long getSegmentsPrebuffered() {
    return value(Counter.SEGMENTS_PREBUFFERED);
  }

  @Override
  public long getBytesPrebuffered() {
    return value(Counter.BYTES_PREBUFFERED);
  }

  @Override
  public long getActivePrefetchers() {
    return source.statistics().gauges().activePrefetchers();
  }

  @Override
  public long getStoredBytes() {
    return source.statistics().gauges().storedBytes();
  }

  @Override
  public long getUptimeSeconds() {
    return source.statistics().gauges().uptimeSeconds();
  }

  @Override
  public Map<String, Double> getAll() {
    Map<String, Double> all = new TreeMap<>();
    source.statistics().byName().forEach((name, value) -> all.put(name, value.doubleValue()));
    return all;
  }

  @Override
  public void resetStatistics() {
    source.resetStatistics();
  }

  @Override
  public void clear() {
    source.clear();
  }

  private long value(Counter counter) {
    return source.statistics().value(counter);
  }
}
