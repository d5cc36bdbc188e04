package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The playheads on one media playlist. A request that continues a playhead moves it; any other
 * begins a new one and puts the viewer's others to sleep: a seek. Should the old position be
 * continued all the same, it was a probe, or two viewers that looked like one, and the playhead
 * wakes up again. Not thread-safe.
 */
final class Playheads {
  /** A retry, or a player that looks back a little, does not turn a playhead round. */
  private static final int LOOK_BACK = 2;

  /** Of a segment's duration: what requests are apart that come as fast as it is played. */
  private static final double AS_FAST_AS_PLAYED = 0.75;

  /** Segments that every player has room for beside the first. */
  private static final int AT_ONCE = 2;

  private static final int MAX_PER_VIEWER = 4;
  private static final int MAX_IN_ALL = 2_000;
  private static final int MAX_HINTED = 16;
  private static final Duration MAX_BUFFERED = Duration.ofDays(1);

  private final Map<String, List<Playhead>> byViewer = new HashMap<>();
  private final Standpoints standpoints = new Standpoints();
  private final Set<Playhead> hinting = new LinkedHashSet<>();
  private final PlayheadLimit limit;
  private int size;
  private boolean hintsChanged;

  /** Those of one playlist of several that share a limit. */
  Playheads(PlayheadLimit limit) {
    this.limit = limit;
  }

  /**
   * A viewer has asked for a segment or a part.
   *
   * @param places where the playlist has it, at least one; what goes on from a playhead is meant
   * @param pace how buffers fill of which players say nothing
   */
  void move(
      ViewerRequest request,
      Collection<MediaPosition> places,
      int window,
      Pace pace,
      long nowNanos) {
    int reach = Math.max(1, window);
    List<Playhead> own = byViewer.getOrDefault(request.viewer(), List.of());
    MediaPosition position = likeliest(own, places, reach);
    Playhead continued = continued(own, position, reach);
    if (continued != null) {
      stand(
          continued,
          position,
          request,
          askingUntil(continued, position, request, pace, nowNanos),
          nowNanos);
      return;
    }
    sleepAll(request.viewer());
    makeRoom(request.viewer());
    Playhead begun = new Playhead(request.viewer(), position, nowNanos);
    byViewer.computeIfAbsent(request.viewer(), viewer -> new ArrayList<>(1)).add(begun);
    size++;
    limit.add(1);
    // A player that fills its buffer asks for the next segment once it has this one, and does not
    // wait until it has played it; then for the one after that, for the next comes with the first.
    // How many more it has room for, nobody knows.
    long ahead = pace.nanos(position.isPart() ? 0 : AT_ONCE, request.playbackRate());
    stand(begun, position, request, nowNanos + pace.startNanos() - ahead, nowNanos);
  }

  /**
   * From when on a viewer counts its segments who says nothing of its buffer. While it fills, each
   * request is for something that will be played after all it has; once it is full, players ask as
   * fast as they play, and the next time in as long as a segment lasts.
   */
  private static long askingUntil(
      Playhead head, MediaPosition position, ViewerRequest request, Pace pace, long nowNanos) {
    if (position.compareTo(head.position) <= 0) {
      return later(head.bufferedUntilNanos, nowNanos);
    }
    long segment = pace.nanos(1, request.playbackRate());
    boolean isFull = nowNanos - head.movedNanos >= AS_FAST_AS_PLAYED * segment;
    return isFull ? nowNanos : later(head.bufferedUntilNanos + segment, nowNanos);
  }

  /** The viewer's playhead that is awake and was heard of last, or null. */
  @Nullable Playhead awake(String viewer) {
    Playhead latest = null;
    for (Playhead head : byViewer.getOrDefault(viewer, List.of())) {
      boolean later = latest == null || head.seenNanos - latest.seenNanos > 0;
      if (head.awake && later) {
        latest = head;
      }
    }
    return latest;
  }

  /** The viewer wants nothing more here, until a playhead is continued. */
  void sleepAll(String viewer) {
    byViewer.getOrDefault(viewer, List.of()).forEach(this::sleep);
  }

  private void sleep(Playhead head) {
    if (head.awake) {
      standpoints.leave(head);
      head.awake = false;
      hint(head, List.of());
    }
  }

  /** What will be asked for next after a playhead, in place of what was said before. */
  void hint(Playhead head, List<ResourceRequest> hinted) {
    if (!head.hinted.equals(hinted)) {
      head.hinted = hinted.size() > MAX_HINTED ? hinted.subList(0, MAX_HINTED) : hinted;
      hintsChanged = true;
    }
    if (hinted.isEmpty()) {
      hinting.remove(head);
    } else {
      hinting.add(head);
    }
  }

  /** What players say they will ask for next. */
  List<ResourceRequest> hinted() {
    return hinting.stream().flatMap(head -> head.hinted.stream()).toList();
  }

  /** Whether a viewer with a playhead that is awake has been heard of within that time. */
  boolean areWatching(long nowNanos, long timeoutNanos) {
    return byViewer.values().stream()
        .flatMap(List::stream)
        .anyMatch(head -> head.awake && nowNanos - head.seenNanos < timeoutNanos);
  }

  /** Where the playheads stand that are awake, each place once, in the order of positions. */
  List<Standpoint> standpoints() {
    return standpoints.all();
  }

  /** Whether standpoints or hints have changed since this was called last. */
  boolean takeChanged() {
    boolean moved = standpoints.takeChanged();
    boolean changed = moved || hintsChanged;
    hintsChanged = false;
    return changed;
  }

  /** Forgets playheads not heard of for that long; returns whether any was. */
  boolean forgetIdle(long nowNanos, long timeoutNanos) {
    int before = size;
    for (List<Playhead> own : List.copyOf(byViewer.values())) {
      for (Playhead head : List.copyOf(own)) {
        if (nowNanos - head.seenNanos >= timeoutNanos) {
          forget(head);
        }
      }
    }
    return size < before;
  }

  void clear() {
    byViewer.clear();
    standpoints.clear();
    hinting.clear();
    limit.add(-size);
    size = 0;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  private void stand(
      Playhead head,
      MediaPosition asked,
      ViewerRequest request,
      long bufferedUntilNanos,
      long nowNanos) {
    if (head.awake) {
      standpoints.leave(head);
    }
    boolean forward = asked.compareTo(head.position) > 0;
    head.movedNanos = forward ? nowNanos : head.movedNanos;
    head.asked = asked;
    head.position = forward ? asked : head.position;
    head.byParts = head.position.isPart();
    Duration buffered = request.buffered();
    head.bufferedUntilNanos =
        buffered == null ? bufferedUntilNanos : nowNanos + bounded(buffered).toNanos();
    head.playbackRate = request.playbackRate();
    head.seenNanos = nowNanos;
    head.awake = true;
    standpoints.enter(head);
    hint(head, request.hinted());
  }

  private static Duration bounded(Duration buffered) {
    return buffered.compareTo(MAX_BUFFERED) < 0 ? buffered : MAX_BUFFERED;
  }

  /** By difference, because such times may pass the greatest long. */
  private static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
  }

  /** The place that is the shortest way on from a playhead; else the first. */
  private static MediaPosition likeliest(
      List<Playhead> own, Collection<MediaPosition> places, int window) {
    if (places.size() == 1) {
      return places.iterator().next();
    }
    MediaPosition likeliest = Collections.min(places);
    long shortest = Long.MAX_VALUE;
    for (Playhead head : own) {
      for (MediaPosition place : places) {
        long step = step(head, place);
        // Forwards before backwards: a segment that repeats itself is not asked for in vain.
        long way = place.compareTo(head.position) > 0 ? step : window - step;
        if (isContinuation(step, window) && way < shortest) {
          shortest = way;
          likeliest = place;
        }
      }
    }
    return likeliest;
  }

  private static @Nullable Playhead continued(
      List<Playhead> own, MediaPosition position, int window) {
    // One that is awake before one that sleeps, and a step forwards before one back.
    return own.stream()
        .filter(head -> isContinuation(step(head, position), window))
        .min(
            Comparator.<Playhead>comparingLong(head -> Math.abs(step(head, position)))
                .thenComparing(head -> !head.awake)
                .thenComparing(head -> step(head, position) < 0))
        .orElse(null);
  }

  /** In segments. */
  private static long step(Playhead head, MediaPosition to) {
    return to.mediaSequenceNumber() - head.position.mediaSequenceNumber();
  }

  private static boolean isContinuation(long step, int window) {
    return step >= -LOOK_BACK && step <= window;
  }

  private void makeRoom(String viewer) {
    List<Playhead> own = byViewer.getOrDefault(viewer, List.of());
    if (own.size() >= MAX_PER_VIEWER) {
      forget(oldest(own));
    } else if (size >= MAX_IN_ALL || (size > 0 && limit.isReached())) {
      // Of this playlist: a crowd here must not have others' viewers forgotten.
      forget(oldest(byViewer.values().stream().flatMap(List::stream).toList()));
    }
  }

  private void forget(Playhead head) {
    sleep(head);
    byViewer.computeIfPresent(
        head.viewer,
        (viewer, own) -> {
          own.remove(head);
          return own.isEmpty() ? null : own;
        });
    size--;
    limit.add(-1);
  }

  private static Playhead oldest(List<Playhead> heads) {
    Playhead oldest = heads.get(0);
    for (Playhead head : heads) {
      oldest = head.seenNanos - oldest.seenNanos < 0 ? head : oldest;
    }
    return oldest;
  }
}
