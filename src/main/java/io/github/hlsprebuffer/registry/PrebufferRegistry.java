package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.config.SharedSettings;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.Gauges;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.metrics.PrebufferStatistics;
import io.github.hlsprebuffer.metrics.StatisticsSource;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.EngineShare;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import io.github.hlsprebuffer.prefetch.SharedEngine;
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
public class PrebufferRegistry implements StatisticsSource {
  private static final Logger log = LoggerFactory.getLogger(PrebufferRegistry.class);
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(30);
  private static final Duration LOG_PERIOD = Duration.ofSeconds(60);

  private final List<PlaylistRegistry> registries = new CopyOnWriteArrayList<>();
  private volatile @Nullable EngineShare engine;
  private @Nullable SharedEngine shared;
  private volatile boolean closed;
  private volatile Map<Counter, Long> lastLogged = Map.of();

  /** For the CDI container, or whoever stands in for it. */
  public PrebufferRegistry() {}

  /**
   * This application uses an engine that is there already; to be called before the first filter.
   */
  public synchronized void use(SharedEngine sharedEngine) {
    shared = sharedEngine;
  }

  /** What this application's settings must agree with; null where it has an engine of its own. */
  public synchronized @Nullable SharedSettings sharedSettings() {
    return shared == null ? null : shared.settings();
  }

  /**
   * The engine of this application, started at the first call, or its share in one.
   *
   * @throws IllegalStateException if it runs with other settings, or was closed
   */
  public synchronized EngineShare engine(EngineSettings settings) {
    if (closed) {
      throw new IllegalStateException("HLS Prebuffer has been closed");
    }
    EngineShare running = engine;
    if (running == null) {
      running = shared == null ? PrebufferEngine.start(settings).whole() : shared.share();
      running.watchedBy(new Watching());
      running.repeat(SWEEP_PERIOD, () -> registries.forEach(PlaylistRegistry::sweep));
      running.repeat(LOG_PERIOD, this::logActivity);
      engine = running;
    }
    if (!running.settings().equals(settings)) {
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
  public PlaylistRegistry open(EngineShare running, PrebufferConfig config) {
    trustHost(running, config.origin());
    trustHost(running, config.loopbackBaseUrl());
    PlaylistRegistry registry = PlaylistRegistry.on(running, config);
    registries.add(registry);
    return registry;
  }

  private static void trustHost(EngineShare running, @Nullable URI configured) {
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
  @Override
  public PrebufferStatistics statistics() {
    EngineShare running = engine;
    return running == null
        ? PrebufferStatistics.of(new PrebufferMetrics(), Gauges.NONE)
        : PrebufferStatistics.of(running.metrics(), running.total(), gauges(running));
  }

  /** Sets the counters of this application to zero. */
  @Override
  public void resetStatistics() {
    EngineShare running = engine;
    if (running != null) {
      running.metrics().reset();
    }
  }

  /**
   * Stops all prefetching of this application, and forgets its playlists, viewers and stored
   * responses. Of a shared engine, what an origin has sent stays stored: others may be playing it.
   */
  @Override
  public void clear() {
    EngineShare running = engine;
    if (running != null) {
      registries.forEach(PlaylistRegistry::clear);
      running.clear();
    }
  }

  /** Ends everything. Further requests go their ordinary way. */
  public synchronized void close() {
    closed = true;
    EngineShare running = engine;
    if (running != null) {
      registries.forEach(PlaylistRegistry::clear);
      registries.clear();
      running.close();
      engine = null;
    }
  }

  private Gauges gauges(EngineShare running) {
    var usage = running.usage();
    var watching = running.audience();
    return new Gauges(
        watching.activePrefetchers(),
        watching.playlists(),
        watching.playheads(),
        usage.resources(),
        usage.bytes(),
        usage.capacityBytes(),
        running.fillsInFlight(),
        running.originRequests(),
        running.reservedBytes(),
        running.uptime().toSeconds());
  }

  private final class Watching implements EngineShare.Audience {
    @Override
    public long activePrefetchers() {
      return registries.stream().mapToLong(PlaylistRegistry::activePrefetchers).sum();
    }

    @Override
    public long playlists() {
      return registries.stream().mapToLong(PlaylistRegistry::playlists).sum();
    }

    @Override
    public long playheads() {
      return registries.stream().mapToLong(PlaylistRegistry::playheads).sum();
    }
  }

  private void logActivity() {
    PrebufferStatistics now = statistics();
    if (!now.counters().equals(lastLogged)) {
      lastLogged = now.counters();
      log.info("{}", now.byName());
    }
  }
}
