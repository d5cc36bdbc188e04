package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMXBean;
import java.util.Map;
import java.util.TreeMap;

/** Shows a registry to JMX. Thread-safe. */
public final class RegistryMonitor implements PrebufferMXBean {
  private final PrebufferRegistry registry;

  /** A monitor of the registry. */
  public RegistryMonitor(PrebufferRegistry registry) {
    this.registry = registry;
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
    return registry.statistics().hitRate();
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
    return registry.statistics().gauges().activePrefetchers();
  }

  @Override
  public long getStoredBytes() {
    return registry.statistics().gauges().storedBytes();
  }

  @Override
  public long getUptimeSeconds() {
    return registry.statistics().gauges().uptimeSeconds();
  }

  @Override
  public Map<String, Double> getAll() {
    Map<String, Double> all = new TreeMap<>();
    registry.statistics().byName().forEach((name, value) -> all.put(name, value.doubleValue()));
    return all;
  }

  @Override
  public void resetStatistics() {
    registry.resetStatistics();
  }

  @Override
  public void clear() {
    registry.clear();
  }

  private long value(Counter counter) {
    return registry.statistics().value(counter);
  }
}
