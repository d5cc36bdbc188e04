package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.hints.DeliveryDirectives;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PlaylistReading;
import io.github.hlsprebuffer.prefetch.DemandOwner;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.prefetch.LookaheadWindow;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One media playlist over time, by media sequence number and part, with the playheads of all its
 * viewers. Nothing is wished for before a player has asked for a segment.
 */
final class PlaylistTimeline implements DemandOwner {
  /*
   * Threads. `this` guards all fields. The scheduler is called under it, and takes its own lock
   * inside; it never calls back while holding that.
   * Live refresh. A new version moves the window; playheads keep their positions. A version that is
   * a little older than what is known is passed over; one of another presentation makes an end of
   * everything that was known, see PlaylistVersions.
   */
  private static final Logger log = LoggerFactory.getLogger(PlaylistTimeline.class);

  /** What a segment costs beside its text, in the index above all. */
  private static final int SEGMENT_BYTES = 300;

  /** Longer ones are not believed, else a playlist could say that it is to be kept for years. */
  private static final Duration MAX_TARGET = Duration.ofMinutes(5);

  private final CacheKey key;
  private final TimelineSettings settings;
  private final Demands demands;
  private final Consumer<CacheKey> outdated;
  private final NamedResources resources;
  private final Playheads heads;
  private final LiveReloads reloads = new LiveReloads();
  private final ExpectedViewer expected = new ExpectedViewer();
  private final @Nullable Duration presentationStart;
  private @Nullable Long pastMediaSequence;
  private @Nullable TimelineSnapshot snapshot;
  private long toldBytes;
  private long usedNanos;
  private long refreshedNanos;
  private long pausedUntilNanos;
  private boolean paused;
  private boolean restarted;
  private boolean closed;

  /** Where the segments are fetched from, as far as that is known. */
  private String origin = "";

  /** The scheduler reads it under its own lock. */
  private volatile int maxFetches = DEFAULT_MAX_FETCHES;

  /** Where a viewer stands in a version of a playlist, and when that version came. */
  record Standing(MediaPlaylist playlist, MediaPosition position, long arrivedNanos) {}

  /**
   * A version that does not exist yet, for all that is known.
   *
   * @param dueNanos when it is to be asked for; may be over
   * @param patience for how long to leave an origin alone that does not have it
   */
  record NextVersion(String clientUri, UpstreamMapping mapping, long dueNanos, Duration patience) {
    /** How it is asked for; null where it must not be. */
    @Nullable ResourceRequest request() {
      return mapping.playlist(clientUri);
    }
  }

  /** Where wishes go, and how many there may be. */
  interface Demands {
    void demand(DemandOwner owner, List<PrefetchWish> wishes);

    /** How far ahead to look, where the configuration says so many segments. */
    default LookaheadWindow window(String origin, int segments, long nowNanos) {
      return LookaheadWindow.ofSegments(segments);
    }

    /** How soon a viewer who begins has something to play, at the earliest. */
    default long latencyNanos(String origin) {
      return 0;
    }

    /** How many segments to fetch at once that are played for so long each. */
    default int fetches(String origin, long segmentNanos) {
      return DemandOwner.DEFAULT_MAX_FETCHES;
    }
  }

  /**
   * A timeline.
   *
   * @param outdated gets the keys of what must no longer be served
   * @param pastMediaSequence media sequence number at which the playlist was seen last, before it
   *     was forgotten; or null
   * @param presentationStart where its multivariant playlist says that players begin, or null
   */
  PlaylistTimeline(
      CacheKey key,
      TimelineSettings settings,
      SegmentIndex index,
      Demands demands,
      Consumer<CacheKey> outdated,
      @Nullable Long pastMediaSequence,
      @Nullable Duration presentationStart) {
    this.key = key;
    this.settings = settings;
    this.heads = new Playheads(settings.playheads());
    this.demands = demands;
    this.outdated = outdated;
    this.pastMediaSequence = pastMediaSequence;
    this.presentationStart = presentationStart;
    this.resources = new NamedResources(this, index, settings.withKeys());
  }

  CacheKey key() {
    return key;
  }

  /**
   * Takes a new version.
   *
   * @param playlist what was read
   * @return false if it is too late, because this timeline was closed
   */
  synchronized boolean update(
      PlaylistReading reading, MediaPlaylist playlist, UpstreamMapping mapping, long nowNanos) {
    if (closed) {
      return false;
    }
    usedNanos = nowNanos;
    refreshedNanos = nowNanos;
    TimelineSnapshot before = snapshot;
    boolean changed = before == null || PlaylistVersions.hasChanged(before.playlist(), playlist);
    reloads.loaded(playlist, changed, demands.latencyNanos(origin), nowNanos);
    if (before == null) {
      Long past = pastMediaSequence;
      restarted = past != null && playlist.mediaSequence() < past;
      advance(null, new TimelineSnapshot(reading, playlist, mapping, nowNanos), nowNanos);
      prefetchOnPlaylist(playlist, nowNanos);
    } else if (before.isOf(reading, mapping)
        || PlaylistVersions.isOlder(before.playlist(), playlist)) {
      return true;
    } else if (PlaylistVersions.hasRestarted(before.playlist(), playlist)) {
      restart(before);
      advance(null, new TimelineSnapshot(reading, playlist, mapping, nowNanos), nowNanos);
    } else {
      long arrivedNanos = before.reading().equals(reading) ? before.arrivedNanos() : nowNanos;
      advance(before, new TimelineSnapshot(reading, playlist, mapping, arrivedNanos), nowNanos);
    }
    state(nowNanos);
    return true;
  }

  private void advance(@Nullable TimelineSnapshot before, TimelineSnapshot now, long nowNanos) {
    // What is stored under a new name of a presentation that began again is of the one before.
    resources.update(before, now, nowNanos, restarted ? outdated : named -> {});
    snapshot = now;
    origin = origin.isEmpty() ? now.origin() : origin;
  }

  private void restart(TimelineSnapshot before) {
    log.info("{} has started again; its stored segments are dropped", key.uri());
    restarted = true;
    heads.clear();
    resources.clear(before, outdated);
  }

  private void prefetchOnPlaylist(MediaPlaylist playlist, long nowNanos) {
    if (settings.prefetchOnPlaylist() && playlist.endList()) {
      MediaPosition before = StartPositions.before(playlist, presentationStart);
      heads.move(ViewerRequest.of(""), List.of(before), settings.window(), Pace.UNKNOWN, nowNanos);
    }
  }

  /** A viewer has asked for a segment or a part, which has one or several places. */
  synchronized void move(
      ViewerRequest request, Collection<MediaPosition> positions, long nowNanos) {
    if (!closed) {
      usedNanos = nowNanos;
      heads.move(request, positions, settings.window(), pace(), nowNanos);
      stateIfChanged(nowNanos);
    }
  }

  /**
   * A viewer asks for a version of the playlist. Those who watch it will go on to ask like that;
   * what others do who load it for the first time says nothing.
   */
  synchronized void asked(String viewer, DeliveryDirectives directives) {
    if (directives.isBlocking() || heads.awake(viewer) != null) {
      reloads.asked(directives);
    }
  }

  /** A viewer will most likely begin to play in a moment. */
  synchronized void expectViewer(long nowNanos) {
    TimelineSnapshot current = snapshot;
    if (current != null) {
      expected.expect(StartPositions.before(current.playlist(), presentationStart), nowNanos);
      state(nowNanos);
    }
  }

  /** Whether versions of the playlist may be served to others than those who asked for them. */
  synchronized void share(boolean withAll) {
    reloads.share(withAll);
  }

  /** What a player who watches would load next; null where nobody does, or it is his alone. */
  synchronized @Nullable NextVersion nextVersion(long nowNanos) {
    TimelineSnapshot current = snapshot;
    boolean pausing = paused && nowNanos - pausedUntilNanos < 0;
    if (current == null || pausing || !heads.areWatching(nowNanos, idleNanos())) {
      return null;
    }
    LiveReloads.Reload next = reloads.next(current.playlist(), nowNanos);
    return next == null
        ? null
        : new NextVersion(
            next.directives().addedTo(current.playlist().baseUri()),
            current.mapping(),
            next.dueNanos(),
            current.playlist().targetDuration().dividedBy(2));
  }

  /** A load of the next version begins that no viewer has asked for. */
  synchronized void beginReload(long nowNanos) {
    reloads.begin(nowNanos);
  }

  /** That load has ended. */
  synchronized void endReload() {
    reloads.end();
  }

  /** It turned out that versions may not be kept: loading them ahead would be in vain. */
  synchronized void stopReloads(long nowNanos) {
    reloads.rest(nowNanos + settings.unstorablePause().toNanos());
  }

  /** The response to what the viewer asked for last tells what will be asked for next. */
  synchronized void hint(String viewer, List<ResourceRequest> hinted, long nowNanos) {
    Playhead head = heads.awake(viewer);
    if (head != null) {
      Set<ResourceRequest> all = new LinkedHashSet<>(head.hinted);
      all.addAll(hinted);
      heads.hint(head, List.copyOf(all));
      stateIfChanged(nowNanos);
    }
  }

  /** What was read last, or null. */
  synchronized @Nullable PlaylistReading reading() {
    return snapshot == null ? null : snapshot.reading();
  }

  /** The media sequence number of the last version, if it may go on; null if it is complete. */
  synchronized @Nullable Long liveMediaSequence() {
    TimelineSnapshot current = snapshot;
    if (current == null) {
      return pastMediaSequence;
    }
    return current.playlist().endList() ? null : current.playlist().mediaSequence();
  }

  /**
   * How much memory, roughly, a version takes. What it names is in the index by its whole URI, of
   * which most is said once only, as that of the playlist.
   */
  static long memoryBytes(PlaylistReading reading, MediaPlaylist playlist, int listed) {
    return reading.bodyBytes() + (long) listed * (SEGMENT_BYTES + playlist.baseUri().length());
  }

  /** By how much memory, roughly, this has grown since the call before. */
  synchronized long takeGrowthBytes() {
    TimelineSnapshot current = snapshot;
    long bytes =
        current == null ? 0 : memoryBytes(current.reading(), current.playlist(), current.listed());
    long growth = bytes - toldBytes;
    toldBytes = bytes;
    return growth;
  }

  synchronized long usedNanos() {
    return usedNanos;
  }

  /** Whether the viewer has a playhead here that is awake. */
  synchronized boolean isWatchedBy(String viewer) {
    return heads.awake(viewer) != null;
  }

  /** The viewer goes on elsewhere: puts the playhead to sleep and returns where it was, or null. */
  synchronized @Nullable Standing leave(String viewer, long nowNanos) {
    Playhead head = heads.awake(viewer);
    TimelineSnapshot current = snapshot;
    if (head == null || current == null) {
      return null;
    }
    heads.sleepAll(viewer);
    stateIfChanged(nowNanos);
    return new Standing(current.playlist(), head.position, current.arrivedNanos());
  }

  /** The viewer comes from another playlist of the same presentation. */
  synchronized void arrive(String viewer, Standing from, long nowNanos) {
    TimelineSnapshot current = snapshot;
    MediaPosition before =
        current == null
            ? null
            : MediaTimes.before(
                from.playlist(),
                from.position(),
                current.playlist(),
                (current.arrivedNanos() - from.arrivedNanos()) / 1_000);
    if (before != null) {
      heads.move(
          ViewerRequest.of(viewer), List.of(before), settings.window(), Pace.UNKNOWN, nowNanos);
      stateIfChanged(nowNanos);
    }
  }

  /**
   * Puts away what has been idle. Closes the timeline if it is of no more use, in the same moment,
   * so that no version that comes in between is lost; returns whether it goes on.
   */
  synchronized boolean sweep(long nowNanos) {
    if (snapshot != null) {
      resources.expire(snapshot, nowNanos);
    }
    boolean givenUp = expected.giveUp(nowNanos);
    if (heads.forgetIdle(nowNanos, idleNanos()) || givenUp) {
      state(nowNanos);
    }
    if (heads.isEmpty() && nowNanos - usedNanos >= retentionNanos()) {
      close();
    }
    return !closed;
  }

  /** Forgets everything, in the index too. */
  synchronized void close() {
    closed = true;
    pastMediaSequence = liveMediaSequence();
    heads.clear();
    demands.demand(this, List.of());
    if (snapshot != null) {
      resources.clear(snapshot, forgotten -> {});
    }
    snapshot = null;
  }

  synchronized boolean isActive() {
    return !heads.isEmpty();
  }

  synchronized int playheads() {
    return heads.size();
  }

  @Override
  public synchronized void onNotStorable(Obstacle obstacle) {
    if (!paused) {
      log.warn(
          "Segments of {} may not be stored ({}), so prefetching them would only ask the origin"
              + " twice; it pauses for {} s. {}",
          key.uri(),
          obstacle,
          settings.unstorablePause().toSeconds(),
          obstacle.explanation());
    }
    paused = true;
    pausedUntilNanos = settings.nanoTime().getAsLong() + settings.unstorablePause().toNanos();
    demands.demand(this, List.of());
  }

  private void stateIfChanged(long nowNanos) {
    if (heads.takeChanged() || (paused && nowNanos - pausedUntilNanos >= 0)) {
      state(nowNanos);
    }
  }

  private void state(long nowNanos) {
    if (paused && nowNanos - pausedUntilNanos >= 0) {
      paused = false;
    }
    TimelineSnapshot current = snapshot;
    demands.demand(
        this,
        current == null || !isWishing(current, nowNanos) ? List.of() : wishes(current, nowNanos));
  }

  /**
   * Who plays a live stream reads its playlist again and again. What one names that nobody reads
   * any more may be long gone.
   */
  private boolean isWishing(TimelineSnapshot current, long nowNanos) {
    boolean fresh = current.playlist().endList() || nowNanos - refreshedNanos <= idleNanos();
    return fresh && !paused && (!heads.isEmpty() || expected.isExpected(nowNanos));
  }

  /** Hints first: a player knows better than we what it will do. */
  private List<PrefetchWish> wishes(TimelineSnapshot current, long nowNanos) {
    LookaheadWindow window = demands.window(origin, settings.window(), nowNanos);
    List<Standpoint> standpoints = heads.standpoints();
    List<Wanted> wanted =
        LookaheadPolicy.wanted(current.playlist(), standpoints, window, settings.withKeys());
    List<PrefetchWish> predicted = current.wishes(wanted);
    adapt(current.playlist(), predicted, Standpoint.apart(standpoints, window.segments()));
    List<PrefetchWish> first =
        current.wishes(expected.wanted(current.playlist(), settings.withKeys(), nowNanos));
    List<ResourceRequest> hinted = heads.hinted();
    if (hinted.isEmpty() && first.isEmpty()) {
      return predicted;
    }
    Map<CacheKey, PrefetchWish> wishes = new LinkedHashMap<>();
    for (ResourceRequest resource : hinted) {
      wishes.put(resource.key(), new PrefetchWish(resource, /* hinted= */ true, nowNanos));
    }
    first.forEach(wish -> wishes.putIfAbsent(wish.resource().key(), wish));
    predicted.forEach(wish -> wishes.putIfAbsent(wish.resource().key(), wish));
    return List.copyOf(wishes.values());
  }

  private void adapt(MediaPlaylist playlist, List<PrefetchWish> wishes, int places) {
    if (!wishes.isEmpty()) {
      origin = wishes.get(0).resource().origin();
      maxFetches = Math.max(1, places) * demands.fetches(origin, segmentNanos(playlist));
    }
  }

  private Pace pace() {
    TimelineSnapshot current = snapshot;
    return current == null
        ? Pace.UNKNOWN
        : new Pace(demands.latencyNanos(origin), segmentNanos(current.playlist()));
  }

  /** The last one stands for those to come. */
  private static long segmentNanos(MediaPlaylist playlist) {
    MediaSegment last = playlist.segment(playlist.nextMediaSequenceNumber() - 1);
    return last == null
        ? playlist.targetDuration().toNanos()
        : TimeUnit.MICROSECONDS.toNanos(last.durationMicros());
  }

  @Override
  public int maxFetches() {
    return maxFetches;
  }

  /** A player may be silent for as long as its buffer lasts, which is counted in segments. */
  private long idleNanos() {
    TimelineSnapshot current = snapshot;
    Duration target = current == null ? Duration.ZERO : current.playlist().targetDuration();
    Duration longest = target.compareTo(MAX_TARGET) < 0 ? target : MAX_TARGET;
    return Math.max(settings.inactivityTimeout().toNanos(), longest.multipliedBy(3).toNanos());
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
