package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.config.PrebufferConfigReader;
import io.github.hlsprebuffer.config.SharedSettings;
import io.github.hlsprebuffer.metrics.Gauges;
import io.github.hlsprebuffer.metrics.PrebufferStatistics;
import io.github.hlsprebuffer.metrics.SharedEngineMXBean;
import io.github.hlsprebuffer.metrics.StatisticsMonitor;
import io.github.hlsprebuffer.metrics.StatisticsSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An engine that belongs to none of those who use it. Whoever has started it closes it, when nobody
 * uses it any more. Thread-safe.
 */
public final class SharedEngine implements StatisticsSource, AutoCloseable {
  private final PrebufferEngine engine;
  private final SharedSettings settings;
  private final AtomicReference<@Nullable Runnable> onClose = new AtomicReference<>();

  private SharedEngine(PrebufferEngine engine, SharedSettings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /**
   * Starts an engine.
   *
   * @throws io.github.hlsprebuffer.config.ConfigurationException if a setting is unknown or
   *     malformed
   */
  public static SharedEngine start(PrebufferConfigReader reader) {
    PrebufferConfig config = reader.read();
    return new SharedEngine(PrebufferEngine.start(EngineSettings.of(config)), reader.readShared());
  }

  /** A share for one application. */
  public EngineShare share() {
    return engine.share();
  }

  /** The settings that every application has in common. */
  public SharedSettings settings() {
    return settings;
  }

  @Override
  public PrebufferStatistics statistics() {
    var usage = engine.store().usage();
    return PrebufferStatistics.of(
        engine.metrics(),
        new Gauges(
            sum(EngineShare.Audience::activePrefetchers),
            sum(EngineShare.Audience::playlists),
            sum(EngineShare.Audience::playheads),
            usage.resources(),
            usage.bytes(),
            usage.capacityBytes(),
            engine.fills().size(),
            engine.originRequests(),
            engine.reservedBytes(),
            engine.uptime().toSeconds()));
  }

  private long sum(ToLongFunction<EngineShare.Audience> number) {
    return engine.shares().stream().map(EngineShare::audience).mapToLong(number).sum();
  }

  /** Sets the sums to zero; what each application has counted by itself stays. */
  @Override
  public void resetStatistics() {
    engine.metrics().reset();
  }

  /** Nothing that is stored or on its way answers any further request, of any application. */
  @Override
  public void clear() {
    engine.loader().outdateAll(key -> true);
  }

  /** What monitoring sees. */
  public SharedEngineMXBean monitor() {
    return new Monitor(this);
  }

  /** Says what is to be done once this is closed. To be called once. */
  public void whenClosed(Runnable task) {
    onClose.set(task);
  }

  @Override
  public void close() {
    engine.shares().forEach(EngineShare::close);
    engine.close();
    Runnable task = onClose.getAndSet(null);
    if (task != null) {
      task.run();
    }
  }

  private static final class Monitor extends StatisticsMonitor implements SharedEngineMXBean {
    private final SharedEngine shared;

    Monitor(SharedEngine shared) {
      super(shared);
      this.shared = shared;
    }

    @Override
    public int getApplications() {
      return shared.engine.shares().size();
    }
  }
}
