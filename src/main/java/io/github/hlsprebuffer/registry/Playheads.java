package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The playheads on one media playlist. A request that continues a playhead moves it; any other
 * begins a new one and puts the viewer's others to sleep: a seek. Should the old position be
 * continued all the same, it was two viewers that looked like one, and the playhead wakes up again.
 * Not thread-safe.
 */
final class Playheads {
  /** A retry, or a player that looks back a little, does not turn a playhead round. */
  private static final int LOOK_BACK = 2;

  private static final int MAX_PER_VIEWER = 4;
  private static final int MAX_IN_ALL = 2_000;

  private final List<Playhead> heads = new ArrayList<>();

  /**
   * A viewer has asked for a segment.
   *
   * @param places where the playlist has it, at least one; what goes on from a playhead is meant
   * @return the playhead that stands there now
   */
  Playhead move(String viewer, Collection<Long> places, int window, long nowNanos) {
    int reach = Math.max(1, window);
    long position = likeliest(viewer, places, reach);
    Playhead continued = continued(viewer, position, reach);
    for (Playhead head : heads) {
      if (head != continued && head.viewer.equals(viewer)) {
        head.awake = continued != null && head.awake;
      }
    }
    if (continued == null) {
      makeRoom(viewer);
      Playhead begun = new Playhead(viewer, position, nowNanos);
      heads.add(begun);
      return begun;
    }
    continued.position = Math.max(continued.position, position);
    continued.seenNanos = nowNanos;
    continued.awake = true;
    return continued;
  }

  /** The viewer's playhead that is awake and was heard of last, or null. */
  @Nullable Playhead awake(String viewer) {
    Playhead latest = null;
    for (Playhead head : heads) {
      boolean later = latest == null || head.seenNanos - latest.seenNanos > 0;
      if (head.awake && head.viewer.equals(viewer) && later) {
        latest = head;
      }
    }
    return latest;
  }

  /** What players say they will ask for next. */
  List<ResourceRequest> hinted() {
    return heads.stream().filter(head -> head.awake).flatMap(h -> h.hinted.stream()).toList();
  }

  /** Media sequence numbers of the playheads that are awake, each once, in ascending order. */
  Collection<Long> positions() {
    TreeSet<Long> positions = new TreeSet<>();
    for (Playhead head : heads) {
      if (head.awake) {
        positions.add(head.position);
      }
    }
    return positions;
  }

  /** Forgets playheads not heard of for that long; returns whether any was. */
  boolean forgetIdle(long nowNanos, long timeoutNanos) {
    return heads.removeIf(head -> nowNanos - head.seenNanos >= timeoutNanos);
  }

  void clear() {
    heads.clear();
  }

  int size() {
    return heads.size();
  }

  boolean isEmpty() {
    return heads.isEmpty();
  }

  /** The place that is the shortest way on from a playhead; else the first. */
  private long likeliest(String viewer, Collection<Long> places, int window) {
    long likeliest = Collections.min(places);
    long shortest = Long.MAX_VALUE;
    for (Playhead head : heads) {
      for (long place : places) {
        long step = place - head.position;
        // Forwards before backwards: a segment that repeats itself is not asked for in vain.
        long way = step > 0 ? step : window - step;
        if (head.viewer.equals(viewer) && isContinuation(step, window) && way < shortest) {
          shortest = way;
          likeliest = place;
        }
      }
    }
    return likeliest;
  }

  private @Nullable Playhead continued(String viewer, long position, int window) {
    Playhead nearest = null;
    for (Playhead head : heads) {
      long step = position - head.position;
      if (head.viewer.equals(viewer)
          && isContinuation(step, window)
          && (nearest == null || Math.abs(step) < Math.abs(position - nearest.position))) {
        nearest = head;
      }
    }
    return nearest;
  }

  private static boolean isContinuation(long step, int window) {
    return step >= -LOOK_BACK && step <= window;
  }

  private void makeRoom(String viewer) {
    Playhead oldest = null;
    int ofViewer = 0;
    for (Playhead head : heads) {
      if (head.viewer.equals(viewer)) {
        ofViewer++;
        oldest = older(oldest, head);
      }
    }
    if (ofViewer >= MAX_PER_VIEWER && oldest != null) {
      heads.remove(oldest);
    } else if (heads.size() >= MAX_IN_ALL) {
      heads.remove(oldestOfAll());
    }
  }

  private Playhead oldestOfAll() {
    Playhead oldest = heads.get(0);
    for (Playhead head : heads) {
      oldest = older(oldest, head);
    }
    return oldest;
  }

  private static Playhead older(@Nullable Playhead a, Playhead b) {
    return a != null && a.seenNanos - b.seenNanos <= 0 ? a : b;
  }
}
