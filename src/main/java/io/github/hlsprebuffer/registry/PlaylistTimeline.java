package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.prefetch.DemandOwner;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.SegmentIndex.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One media playlist over time, by media sequence number, with the playheads of all its viewers.
 * Nothing is wished for before a player has asked for a segment.
 */
final class PlaylistTimeline implements DemandOwner {
  /*
   * Threads. `this` guards all fields. The scheduler is called under it, and takes its own lock
   * inside; it never calls back while holding that.
   * Live refresh. A new version moves the window; playheads keep their media sequence numbers. One
   * that is a little older than what is known came from an origin's slower machine, and is passed
   * over. One that contradicts what is known, or lies far behind it, is a new presentation: an
   * encoder that started again may reuse names, so nothing of the old one may be served.
   */
  /** How far behind an origin's machines may be, in segments. */
  private static final int MAX_BEHIND = 3;

  private static final Logger log = LoggerFactory.getLogger(PlaylistTimeline.class);

  /** Before the nearest prediction. */
  private static final int HINT_RANK = 0;

  private final CacheKey key;
  private final TimelineSettings settings;
  private final SegmentIndex index;
  private final Demands demands;
  private final Playheads heads = new Playheads();
  private @Nullable TimelineSnapshot snapshot;
  private long usedNanos;
  private long pausedUntilNanos;
  private boolean paused;
  private boolean closed;

  /** Where a viewer stands in a version of a playlist. */
  record Standing(MediaPlaylist playlist, long position) {}

  /** Where wishes go. */
  interface Demands {
    void demand(DemandOwner owner, List<PrefetchWish> wishes);
  }

  PlaylistTimeline(CacheKey key, TimelineSettings settings, SegmentIndex index, Demands demands) {
    this.key = key;
    this.settings = settings;
    this.index = index;
    this.demands = demands;
  }

  CacheKey key() {
    return key;
  }

  /**
   * Takes a new version.
   *
   * @param outdated gets the keys of what must no longer be served
   * @return false if it is too late, because this timeline was closed
   */
  synchronized boolean update(
      MediaPlaylist playlist, UpstreamMapping mapping, long nowNanos, Consumer<CacheKey> outdated) {
    if (closed) {
      return false;
    }
    TimelineSnapshot before = snapshot;
    usedNanos = nowNanos;
    if (before != null && isOlder(before.playlist(), playlist)) {
      return true;
    }
    TimelineSnapshot now = new TimelineSnapshot(playlist, mapping);
    if (before != null && hasRestarted(before.playlist(), playlist)) {
      log.info("{} has started again; its stored segments are dropped", key.uri());
      heads.clear();
      before.positionsByKey().keySet().forEach(outdated);
    }
    reindex(before, now);
    snapshot = now;
    if (before == null && settings.prefetchOnPlaylist() && playlist.endList()) {
      long beforeFirst = playlist.firstMediaSequenceNumber() - 1;
      heads.move("", List.of(beforeFirst), settings.window(), nowNanos);
    }
    state(nowNanos);
    return true;
  }

  /**
   * A viewer has asked for a segment, which has one or several media sequence numbers.
   *
   * @param hinted what the player says it will ask for next
   */
  synchronized void move(
      String viewer,
      Collection<Long> mediaSequenceNumbers,
      List<ResourceRequest> hinted,
      long nowNanos) {
    if (!closed) {
      usedNanos = nowNanos;
      heads.move(viewer, mediaSequenceNumbers, settings.window(), nowNanos).hinted = hinted;
      state(nowNanos);
    }
  }

  /** The version known now, or null. */
  synchronized @Nullable MediaPlaylist playlist() {
    return snapshot == null ? null : snapshot.playlist();
  }

  /** Whether the viewer has a playhead here that is awake. */
  synchronized boolean isWatchedBy(String viewer) {
    return heads.awake(viewer) != null;
  }

  /** The viewer goes on elsewhere: puts the playhead to sleep and returns where it was, or null. */
  synchronized @Nullable Standing leave(String viewer) {
    Playhead head = heads.awake(viewer);
    TimelineSnapshot current = snapshot;
    if (head == null || current == null) {
      return null;
    }
    head.awake = false;
    state(settings.nanoTime().getAsLong());
    return new Standing(current.playlist(), head.position);
  }

  /** The viewer comes from another playlist of the same presentation. */
  synchronized void arrive(String viewer, Standing from, long nowNanos) {
    TimelineSnapshot current = snapshot;
    Long next =
        current == null
            ? null
            : MediaTimes.successor(from.playlist(), from.position(), current.playlist());
    if (next != null) {
      heads.move(viewer, List.of(next - 1), settings.window(), nowNanos);
      state(nowNanos);
    }
  }

  /** Puts away playheads that have been idle; returns whether the timeline is still of use. */
  synchronized boolean sweep(long nowNanos) {
    if (heads.forgetIdle(nowNanos, idleNanos())) {
      state(nowNanos);
    }
    return !heads.isEmpty() || nowNanos - usedNanos < retentionNanos();
  }

  /** Forgets everything, in the index too. */
  synchronized void close() {
    closed = true;
    heads.clear();
    demands.demand(this, List.of());
    reindex(snapshot, null);
    snapshot = null;
  }

  synchronized boolean isActive() {
    return !heads.isEmpty();
  }

  synchronized int playheads() {
    return heads.size();
  }

  synchronized int segments() {
    return snapshot == null ? 0 : snapshot.positionsByKey().size();
  }

  @Override
  public synchronized void onNotStorable(Obstacle obstacle) {
    if (!paused) {
      log.warn(
          "Segments of {} may not be stored ({}), so prefetching them would only ask the origin"
              + " twice; it pauses for {} s",
          key.uri(),
          obstacle,
          settings.unstorablePause().toSeconds());
    }
    paused = true;
    pausedUntilNanos = settings.nanoTime().getAsLong() + settings.unstorablePause().toNanos();
    demands.demand(this, List.of());
  }

  private void state(long nowNanos) {
    if (paused && nowNanos - pausedUntilNanos >= 0) {
      paused = false;
    }
    TimelineSnapshot current = snapshot;
    demands.demand(
        this, current == null || paused || heads.isEmpty() ? List.of() : wishes(current));
  }

  /** Hints first: a player knows better than we what it will do. */
  private List<PrefetchWish> wishes(TimelineSnapshot current) {
    List<PrefetchWish> wishes = new ArrayList<>();
    heads.hinted().forEach(resource -> wishes.add(new PrefetchWish(resource, HINT_RANK)));
    wishes.addAll(
        current.wishes(
            LookaheadPolicy.wanted(current.playlist(), heads.positions(), settings.window())));
    return wishes;
  }

  private void reindex(@Nullable TimelineSnapshot before, @Nullable TimelineSnapshot now) {
    Map<CacheKey, Set<Long>> old = before == null ? Map.of() : before.positionsByKey();
    Map<CacheKey, Set<Long>> current = now == null ? Map.of() : now.positionsByKey();
    difference(current, old).forEach(place -> index.add(place.key(), place.place()));
    difference(old, current).forEach(place -> index.remove(place.key(), place.place()));
  }

  private record KeyedPlace(CacheKey key, Place place) {}

  private List<KeyedPlace> difference(
      Map<CacheKey, Set<Long>> some, Map<CacheKey, Set<Long>> without) {
    return some.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .filter(
                        position ->
                            !without.getOrDefault(entry.getKey(), Set.of()).contains(position))
                    .map(position -> new KeyedPlace(entry.getKey(), new Place(this, position))))
        .toList();
  }

  private static boolean hasRestarted(MediaPlaylist before, MediaPlaylist now) {
    // RFC 8216bis §6.2.2: the media sequence number must not decrease.
    return now.mediaSequence() < before.mediaSequence() || contradicts(before, now);
  }

  private static boolean isOlder(MediaPlaylist before, MediaPlaylist now) {
    long behind = before.mediaSequence() - now.mediaSequence();
    return behind > 0
        && behind <= MAX_BEHIND
        && now.nextMediaSequenceNumber() > before.firstMediaSequenceNumber()
        && !now.endList()
        && !contradicts(before, now);
  }

  /**
   * RFC 8216bis §6.3.4: a media sequence number keeps its URI. In the field only its last part is
   * kept: tokens stand in queries and in paths.
   */
  private static boolean contradicts(MediaPlaylist before, MediaPlaylist now) {
    MediaSegment first = now.segment(before.firstMediaSequenceNumber());
    long shared =
        first != null ? before.firstMediaSequenceNumber() : now.firstMediaSequenceNumber();
    MediaSegment then = before.segment(shared);
    MediaSegment later = now.segment(shared);
    return then != null && later != null && !name(then).equals(name(later));
  }

  private static String name(MediaSegment segment) {
    int query = segment.uri().indexOf('?');
    String path = query < 0 ? segment.uri() : segment.uri().substring(0, query);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A player may be silent for as long as its buffer lasts, which is counted in segments. */
  private long idleNanos() {
    TimelineSnapshot current = snapshot;
    long threeSegments =
        current == null ? 0 : current.playlist().targetDuration().multipliedBy(3).toNanos();
    return Math.max(settings.inactivityTimeout().toNanos(), threeSegments);
  }

  /**
   * A player reads a complete playlist once and may come back to it after a long pause; a live one
   * it reads again and again, or has left.
   */
  private long retentionNanos() {
    TimelineSnapshot current = snapshot;
    return current != null && current.playlist().endList()
        ? settings.completeRetention().toNanos()
        : idleNanos();
  }
}
