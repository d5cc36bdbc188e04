package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.PlaylistTimeline.NextVersion;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads the live playlists that are watched again and again, each about as often as one player
 * would ({@link Publications}): a viewer's load counts like one of its own. Thread-safe.
 */
final class LiveFollower {
  /*
   * Threads. A Followed has a lock of its own, under which the timeline is asked (which takes its
   * lock) and the timer is set, and nothing is fetched. Timelines know nothing of this.
   */
  /** Between two loads of one playlist, however fast an origin says that it has something new. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  /** Each failure doubles the pause, this often. */
  private static final int MAX_DOUBLINGS = 5;

  private final PlaylistFetches fetches;
  private final Observers observers;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<PlaylistTimeline, Followed> followed = new ConcurrentHashMap<>();

  /** Makes what is told of a version that this has asked for. */
  interface Observers {
    PlaylistObserver of(PlaylistTimeline timeline, NextVersion version, ResourceRequest request);
  }

  /** A follower of nothing. */
  LiveFollower(PlaylistFetches fetches, Observers observers, LongSupplier nanoTime) {
    this.fetches = fetches;
    this.observers = observers;
    this.nanoTime = nanoTime;
  }

  /** A viewer has asked for a segment of the playlist. */
  void watched(PlaylistTimeline timeline) {
    if (!followed.containsKey(timeline) && next(timeline) != null) {
      followed.computeIfAbsent(timeline, Followed::new).plan();
    }
  }

  /** A version of the playlist has come, whoever asked for it. */
  void loaded(PlaylistTimeline timeline) {
    Followed known = followed.get(timeline);
    if (known == null || !known.loaded()) {
      watched(timeline);
    }
  }

  /** Number of playlists that are followed. */
  int size() {
    return followed.size();
  }

  private @Nullable NextVersion next(PlaylistTimeline timeline) {
    return timeline.nextVersion(nanoTime.getAsLong());
  }

  /** One playlist, as long as it is watched. */
  private final class Followed {
    private final PlaylistTimeline timeline;
    private @Nullable Future<?> timer;
    private boolean loading;
    private boolean hasCome;
    private boolean over;
    private int failures;
    private Duration patience = SHORTEST_PAUSE;
    private long notBeforeNanos = nanoTime.getAsLong();

    Followed(PlaylistTimeline timeline) {
      this.timeline = timeline;
    }

    /** Returns whether this goes on. */
    synchronized boolean loaded() {
      hasCome = true;
      failures = 0;
      pauseFor(SHORTEST_PAUSE);
      plan();
      return !over;
    }

    /** Sets the timer for the next load, or makes an end. */
    synchronized void plan() {
      stopTimer();
      if (!loading && !over) {
        NextVersion next = next(timeline);
        if (next == null) {
          end();
        } else {
          setTimer(next.dueNanos());
        }
      }
    }

    /** For good: who watches it again begins anew. */
    private void end() {
      over = true;
      followed.remove(timeline, this);
    }

    private void stopTimer() {
      Future<?> running = timer;
      timer = null;
      if (running != null) {
        running.cancel(/* mayInterruptIfRunning= */ false);
      }
    }

    private void setTimer(long dueNanos) {
      long now = nanoTime.getAsLong();
      long waitNanos = Math.max(0, Math.max(dueNanos - now, notBeforeNanos - now));
      try {
        // Rounded up, for timers count milliseconds: one that is early is set again.
        Duration wait = Duration.ofMillis((waitNanos + 999_999) / 1_000_000);
        timer = fetches.timer().apply(wait, this::load);
      } catch (RejectedExecutionException e) {
        end(); // shutting down
      }
    }

    private void load() {
      NextVersion next = begin();
      if (next == null) {
        plan();
        return;
      }
      boolean begun = false;
      try {
        begun = begin(next);
      } finally {
        // Also where something of ours failed: it must not end here for ever.
        if (!begun) {
          notBegun();
        }
      }
    }

    private boolean begin(NextVersion next) {
      ResourceRequest request = next.request();
      return request != null
          && fetches.loader().begin(request, observers.of(timeline, next, request), this::ended);
    }

    /** What to load now, if it is still time for it. */
    private synchronized @Nullable NextVersion begin() {
      NextVersion next = loading ? null : next(timeline);
      long now = nanoTime.getAsLong();
      if (next == null || next.dueNanos() - now > 0 || notBeforeNanos - now > 0) {
        return null;
      }
      loading = true;
      timeline.beginReload(now);
      hasCome = false;
      patience = next.patience();
      return next;
    }

    /** A viewer's request may be on its way, which will tell when it comes. */
    private synchronized void notBegun() {
      loading = false;
      timeline.endReload();
      if (!hasCome) {
        pauseFor(patience);
      }
      plan();
    }

    private synchronized void ended(Obstacle obstacle) {
      loading = false;
      timeline.endReload();
      if (obstacle != Obstacle.NONE && obstacle != Obstacle.STATUS) {
        timeline.stopReloads(nanoTime.getAsLong());
      } else if (!hasCome) {
        pauseFor(patience.multipliedBy(1L << failures));
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
      }
      plan();
    }

    private void pauseFor(Duration pause) {
      notBeforeNanos = nanoTime.getAsLong() + pause.toNanos();
    }
  }
}
