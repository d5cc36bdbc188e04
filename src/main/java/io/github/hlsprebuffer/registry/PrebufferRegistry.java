package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.Gauges;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.metrics.PrebufferStatistics;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one web application has of HLS Prebuffer: its engine and the registries of its filters. A
 * CDI bean where there is a CDI container, and a plain object where there is none; not {@code
 * final} because CDI puts a proxy in front of it. Inject it to read statistics or to clear the
 * cache. Thread-safe.
 */
@ApplicationScoped
public class PrebufferRegistry {
  private static final Logger log = LoggerFactory.getLogger(PrebufferRegistry.class);
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(30);
  private static final Duration LOG_PERIOD = Duration.ofSeconds(60);

  private final List<PlaylistRegistry> registries = new CopyOnWriteArrayList<>();
  private volatile @Nullable PrebufferEngine engine;
  private volatile boolean closed;
  private volatile Map<Counter, Long> lastLogged = Map.of();

  /** For the CDI container, or whoever stands in for it. */
  public PrebufferRegistry() {}

  /**
   * The engine of this application, started at the first call.
   *
   * @throws IllegalStateException if it runs with other settings, or was closed
   */
  public synchronized PrebufferEngine engine(EngineSettings settings) {
    if (closed) {
      throw new IllegalStateException("HLS Prebuffer has been closed");
    }
    PrebufferEngine running = engine;
    if (running == null) {
      running = PrebufferEngine.start(settings);
      running.repeat(SWEEP_PERIOD, () -> registries.forEach(PlaylistRegistry::sweep));
      running.repeat(LOG_PERIOD, this::logActivity);
      engine = running;
    } else if (!running.settings().equals(settings)) {
      throw new IllegalStateException(
          "All filters of one application share one cache: give them the same sizes, limits and"
              + " timeouts, best as context parameters. One has "
              + running.settings()
              + ", another "
              + settings);
    }
    return running;
  }

  /** A registry for one filter. */
  public PlaylistRegistry open(PrebufferEngine running, PrebufferConfig config) {
    trustHost(running, config.origin());
    trustHost(running, config.loopbackBaseUrl());
    PlaylistRegistry registry = PlaylistRegistry.on(running, config);
    registries.add(registry);
    return registry;
  }

  private static void trustHost(PrebufferEngine running, @Nullable URI configured) {
    String host = configured == null ? null : configured.getHost();
    if (host != null) {
      running.trust(host);
    }
  }

  /**
   * Supplies this very object, where a CDI container has put a proxy in front of it. A method that
   * returned it directly would return the proxy: containers see to that.
   */
  public Supplier<PrebufferRegistry> self() {
    return () -> this;
  }

  /** The numbers now; all zero before the first filter has started. */
  public PrebufferStatistics statistics() {
    PrebufferEngine running = engine;
    return running == null
        ? PrebufferStatistics.of(new PrebufferMetrics(), Gauges.NONE)
        : PrebufferStatistics.of(running.metrics(), gauges(running));
  }

  /** Sets the counters to zero. */
  public void resetStatistics() {
    PrebufferEngine running = engine;
    if (running != null) {
      running.metrics().reset();
    }
  }

  /** Stops all prefetching and forgets playlists, viewers and stored responses. */
  public void clear() {
    PrebufferEngine running = engine;
    if (running != null) {
      registries.forEach(PlaylistRegistry::clear);
      running.loader().outdateAll();
    }
  }

  /** Ends everything. Further requests go their ordinary way. */
  public synchronized void close() {
    closed = true;
    PrebufferEngine running = engine;
    if (running != null) {
      registries.forEach(PlaylistRegistry::clear);
      registries.clear();
      running.close();
      engine = null;
    }
  }

  private Gauges gauges(PrebufferEngine running) {
    var usage = running.store().usage();
    return new Gauges(
        registries.stream().mapToLong(PlaylistRegistry::activePrefetchers).sum(),
        registries.stream().mapToLong(PlaylistRegistry::playlists).sum(),
        registries.stream().mapToLong(PlaylistRegistry::playheads).sum(),
        usage.resources(),
        usage.bytes(),
        usage.capacityBytes(),
        running.fills().size(),
        running.originRequests(),
        running.reservedBytes(),
        running.uptime().toSeconds());
  }

  private void logActivity() {
    PrebufferStatistics now = statistics();
    if (!now.counters().equals(lastLogged)) {
      lastLogged = now.counters();
      log.info("{}", now.byName());
    }
  }
}
