package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.cache.StaleUse;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One application's share in an engine. Closing it ends everything by which the engine knows the
 * application: its waiting viewers, wishes, timers and observers, and what only it could be served
 * from the store. What it has begun of an origin's resources goes on, for others. Thread-safe.
 */
public final class EngineShare implements AutoCloseable {
  private final PrebufferEngine engine;
  private final PrebufferMetrics metrics;
  private final boolean isOnly;
  private final Attendance attendance = new Attendance();
  private final ResourceLoader loader;
  private final String space = UUID.randomUUID().toString();
  private final Set<ShareTimer> timers = ConcurrentHashMap.newKeySet();
  private final Set<Future<?>> repeated = ConcurrentHashMap.newKeySet();

  /** Whoever has ever wished for something here and is still there. */
  private final Set<DemandOwner> owners = Collections.newSetFromMap(new WeakHashMap<>());

  private volatile Audience audience = Audience.NONE;
  private volatile boolean closed;

  /**
   * A share.
   *
   * @param isOnly whether nobody else has a share: the engine closes with it
   */
  EngineShare(PrebufferEngine engine, boolean isOnly) {
    this.engine = engine;
    this.isOnly = isOnly;
    this.metrics = isOnly ? engine.metrics() : PrebufferMetrics.partOf(engine.metrics());
    this.loader = engine.loader().of(attendance, metrics);
  }

  /** What is known of those who watch, in numbers. */
  public interface Audience {
    /** Nobody. */
    Audience NONE =
        new Audience() {
          @Override
          public long activePrefetchers() {
            return 0;
          }

          @Override
          public long playlists() {
            return 0;
          }

          @Override
          public long playheads() {
            return 0;
          }
        };

    /** Media playlists that somebody is watching. */
    long activePrefetchers();

    /** Media playlists known. */
    long playlists();

    /** Viewers' positions known. */
    long playheads();
  }

  /** The settings that the engine runs with. */
  public EngineSettings settings() {
    return engine.settings();
  }

  /** Whether this is the only share that the engine has or will have. */
  public boolean isOnly() {
    return isOnly;
  }

  /**
   * A space for keys of what this application itself produces: the same URI may mean something else
   * in another application, or after this one has been deployed anew.
   */
  public String ownSpace() {
    return space;
  }

  /** Says who is watching. */
  public void watchedBy(Audience those) {
    audience = those;
  }

  /** Who is watching. */
  public Audience audience() {
    return audience;
  }

  /** Begins or joins fills. */
  public ResourceLoader loader() {
    return loader;
  }

  /** What is stored for the key, marked as asked for by a viewer; null where nothing is. */
  public @Nullable StoredResource find(CacheKey key) {
    return ofShare(engine.store().find(key));
  }

  /** The same, also where its lifetime is over, but not beyond what the response permits. */
  public @Nullable StoredResource findStale(CacheKey key, StaleUse use) {
    return ofShare(engine.store().findStale(key, use));
  }

  /** Forgets what is stored for the key, or for all viewers under its URI. */
  public void forget(CacheKey key) {
    engine.store().remove(key);
    engine.store().remove(key.shared());
  }

  /** What the store holds. */
  public StoreUsage usage() {
    return engine.store().usage();
  }

  /** Number of fills under way, those of all shares. */
  public int fillsInFlight() {
    return engine.fills().size();
  }

  /** Requests charged to what origins bear at once, those of all shares. */
  public int originRequests() {
    return engine.originRequests();
  }

  /** Room kept in the store for prefetches under way, those of all shares. */
  public long reservedBytes() {
    return engine.reservedBytes();
  }

  /** Lets this host have a private address: a setting names it. */
  public void trust(String host) {
    engine.trust(host);
  }

  /** States everything that the owner wishes for now, in place of what it wished for before. */
  public void demand(DemandOwner owner, List<PrefetchWish> wishes) {
    synchronized (owners) {
      owners.add(owner);
    }
    engine.scheduler().demand(owner, wishes, metrics);
    if (closed) {
      // Whoever comes after the end must not be remembered.
      engine.scheduler().leave(owner);
    }
  }

  /** How far ahead to fetch. */
  public LookaheadWindows windows() {
    return engine.windows();
  }

  /** The counters of this application. */
  public PrebufferMetrics metrics() {
    return metrics;
  }

  /** The counters of all applications. */
  public PrebufferMetrics total() {
    return engine.metrics();
  }

  /** Time for intervals. */
  public LongSupplier nanoTime() {
    return engine.nanoTime();
  }

  /** Time since the engine has started. */
  public Duration uptime() {
    return engine.uptime();
  }

  /** Runs a task again and again until this closes. The task must be short. */
  public void repeat(Duration period, Runnable task) {
    repeated.add(engine.repeat(period, task));
  }

  /**
   * Runs a task after a while, unless it is cancelled or this closes before. The task must be
   * short.
   *
   * @throws RejectedExecutionException if this has been closed
   */
  public Future<?> after(Duration delay, Runnable task) {
    ShareTimer timer = new ShareTimer(task, timers);
    timers.add(timer);
    try {
      timer.begin(engine.after(delay, timer));
    } finally {
      if (closed) {
        timer.cancel(false);
      }
    }
    if (timer.isCancelled()) {
      throw new RejectedExecutionException("The application is being stopped");
    }
    return timer;
  }

  /**
   * Nothing that this application has stored must answer any further request. Where others have a
   * share, what is an origin's stays: it may be what their viewers are playing.
   */
  public void clear() {
    loader.outdateAll(key -> isOnly || isOwn(key));
  }

  private boolean isOwn(CacheKey key) {
    return key.space().startsWith(space);
  }

  @Override
  public void close() {
    closed = true;
    if (isOnly) {
      engine.close();
    }
    attendance.end();
    repeated.forEach(task -> task.cancel(false));
    repeated.clear();
    timers.forEach(timer -> timer.cancel(false));
    leave();
    audience = Audience.NONE;
    engine.leave(this);
    if (!isOnly) {
      engine
          .fills()
          .failAll(this::isOwn, new FillException(FillException.Reason.CANCELLED, "Shutting down"));
      clear();
    }
  }

  private void leave() {
    List<DemandOwner> all;
    synchronized (owners) {
      all = List.copyOf(owners);
    }
    all.forEach(engine.scheduler()::leave);
  }

  private @Nullable StoredResource ofShare(@Nullable StoredResource stored) {
    return stored == null ? null : new SharedResource(stored, () -> closed);
  }
}
