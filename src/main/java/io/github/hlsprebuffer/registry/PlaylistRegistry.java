package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistParseException;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.playlist.PlaylistReading;
import io.github.hlsprebuffer.prefetch.EngineShare;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.PlaylistTimeline.Demands;
import io.github.hlsprebuffer.registry.PlaylistTimeline.NextVersion;
import io.github.hlsprebuffer.registry.PlaylistTimeline.Standing;
import io.github.hlsprebuffer.registry.SegmentIndex.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media playlists that passed one filter, and who is watching them. Thread-safe. */
public final class PlaylistRegistry {
  private static final Logger log = LoggerFactory.getLogger(PlaylistRegistry.class);

  /** Of the heap, that playlists may take: what is read of them, and the index. */
  private static final int HEAP_SHARE = 8;

  /** Of that, what is remembered beside the playlists themselves takes so much each. */
  private static final int MEMORIES_SHARE = 8;

  private static final Duration COMPLETE_RETENTION = Duration.ofHours(6);
  private static final Duration UNSTORABLE_PAUSE = Duration.ofMinutes(5);

  private final TimelineSettings settings;
  private final Demands demands;
  private final Consumer<CacheKey> outdated;
  private final PrebufferMetrics metrics;
  private final LongSupplier nanoTime;
  private final PlaylistReader reader;
  private final PlaylistLifetimes lifetimes;
  private final SegmentIndex index = new SegmentIndex();
  private final Presentations presentations;
  private final Timelines timelines;
  private final @Nullable LiveFollower follower;
  private final @Nullable FastStarts starts;

  /** A registry that fetches no playlists by itself. */
  PlaylistRegistry(
      PrebufferConfig config,
      Demands demands,
      Consumer<CacheKey> outdated,
      PrebufferMetrics metrics,
      long maxHeldBytes,
      LongSupplier nanoTime) {
    this(config, demands, outdated, metrics, maxHeldBytes, nanoTime, /* fetches= */ null);
  }

  /**
   * A registry.
   *
   * @param outdated gets the keys of what must no longer be served
   * @param maxHeldBytes roughly how much memory playlists may take
   * @param fetches how it fetches playlists by itself, or null
   */
  PlaylistRegistry(
      PrebufferConfig config,
      Demands demands,
      Consumer<CacheKey> outdated,
      PrebufferMetrics metrics,
      long maxHeldBytes,
      LongSupplier nanoTime,
      @Nullable PlaylistFetches fetches) {
    this.settings =
        new TimelineSettings(
            config.prebufferSegments(),
            config.prefetchOnPlaylist(),
            config.prefetchKeys(),
            config.inactivityTimeout(),
            COMPLETE_RETENTION,
            UNSTORABLE_PAUSE,
            new PlayheadLimit(maxHeldBytes),
            nanoTime);
    this.demands = demands;
    this.outdated = outdated;
    this.metrics = metrics;
    long memoryBytes = maxHeldBytes / MEMORIES_SHARE;
    this.presentations = new Presentations(memoryBytes);
    this.timelines = new Timelines(this::timeline, maxHeldBytes, memoryBytes);
    this.nanoTime = nanoTime;
    this.follower =
        fetches != null && config.followLive() && config.isOriginMode() && config.enabled()
            ? new LiveFollower(fetches, this::observer, nanoTime)
            : null;
    this.starts =
        fetches != null && config.fastStart() && config.enabled()
            ? new FastStarts(
                fetches.loader(),
                new Openings(/* playlistsAreKept= */ config.isOriginMode()),
                key -> !config.isOriginMode() || PlaylistKeys.isNamedAsOne(key),
                memoryBytes,
                nanoTime)
            : null;
    this.lifetimes = new PlaylistLifetimes(config.segmentTtl(), config.ignoreQueryParams());
    this.reader =
        new PlaylistReader(
            new PlaylistLimits(
                config.maxPlaylistBytes(),
                PlaylistLimits.DEFAULT.maxLineBytes(),
                PlaylistLimits.DEFAULT.maxSegments()));
  }

  /** A registry whose wishes go to the engine. */
  static PlaylistRegistry on(EngineShare engine, PrebufferConfig config) {
    return new PlaylistRegistry(
        config,
        new EngineDemands(engine),
        engine.loader()::outdate,
        engine.metrics(),
        Runtime.getRuntime().maxMemory() / HEAP_SHARE,
        engine.nanoTime(),
        new PlaylistFetches(
            config.isOriginMode()
                ? engine.loader()::prefetchPlaylist
                : engine.loader()::readPlaylist,
            engine::after));
  }

  /**
   * Registers a playlist on its way to a player. A multivariant playlist tells which media
   * playlists are alternatives to each other; what cannot be read is counted and left alone.
   *
   * @param key what identifies the playlist, viewer partition included
   * @param clientUri absolute URI as the player knows it
   * @param mapping how its segments are fetched; replaces that of an earlier registration
   * @param viewer identifies the viewer who asked for it
   * @return for how long it may be served to others
   */
  public HeuristicFreshness registerPlaylist(
      CacheKey key, String clientUri, byte[] body, UpstreamMapping mapping, String viewer) {
    return register(key, clientUri, body, mapping, viewer);
  }

  /** What is told of a version that nobody but us has asked for. */
  private PlaylistObserver observer(
      PlaylistTimeline timeline, NextVersion version, ResourceRequest request) {
    return body ->
        // Not where it was forgotten meanwhile.
        timelines.get(timeline.key()) == timeline
            ? register(
                request.key(), version.clientUri(), body, version.mapping(), /* viewer= */ null)
            : HeuristicFreshness.NONE;
  }

  private HeuristicFreshness register(
      CacheKey key,
      String clientUri,
      byte[] body,
      UpstreamMapping mapping,
      @Nullable String viewer) {
    CacheKey playlistKey = PlaylistKeys.withoutDirectives(key);
    try {
      PlaylistReading reading = read(playlistKey, clientUri, body);
      HeuristicFreshness freshness = lifetimes.of(reading.playlist(), key);
      if (reading.playlist() instanceof MediaPlaylist media && isTooMuch(reading, media)) {
        metrics.count(Counter.PLAYLISTS_UNREADABLE);
        log.debug("{} names more than the memory for playlists holds", clientUri);
      } else if (reading.playlist() instanceof MediaPlaylist media) {
        metrics.count(Counter.PLAYLISTS_REGISTERED);
        timelines.update(
            playlistKey,
            timeline -> timeline.update(reading, media, mapping, nanoTime.getAsLong()));
        if (viewer != null) {
          follow(playlistKey, viewer);
          asked(key, viewer);
        }
        loaded(playlistKey, freshness);
      } else if (reading.playlist() instanceof MultivariantPlaylist multivariant) {
        metrics.count(Counter.MULTIVARIANT_PLAYLISTS);
        presentations.register(multivariant, mapping);
        if (starts != null && viewer != null) {
          starts.opened(playlistKey, multivariant, mapping, viewer);
        }
      }
      return freshness;
    } catch (PlaylistParseException e) {
      metrics.count(Counter.PLAYLISTS_UNREADABLE);
      log.debug("{} passes unread: {}", clientUri, e.getMessage());
    }
    return HeuristicFreshness.NONE;
  }

  private boolean isTooMuch(PlaylistReading reading, MediaPlaylist media) {
    int listed = media.segments().size() + media.parts().size();
    return !timelines.mayHold(PlaylistTimeline.memoryBytes(reading, media, listed));
  }

  /**
   * A viewer asks for a playlist, and gets it without its passing once more: it was kept, or was on
   * its way to another viewer.
   *
   * @return whether it is a media playlist that is known; if not, its viewers cannot be looked
   *     after until it is registered
   */
  public boolean choosePlaylist(CacheKey key, String viewer) {
    CacheKey playlist = PlaylistKeys.withoutDirectives(key);
    follow(playlist, viewer);
    asked(key, viewer);
    return timelines.get(playlist) != null;
  }

  private void asked(CacheKey key, String viewer) {
    CacheKey playlist = PlaylistKeys.withoutDirectives(key);
    if (starts != null) {
      starts.chosen(playlist, viewer);
    }
    PlaylistTimeline timeline = timelines.get(playlist);
    if (follower != null && timeline != null) {
      timeline.asked(viewer, PlaylistKeys.directives(key));
    }
  }

  private void loaded(CacheKey playlist, HeuristicFreshness freshness) {
    PlaylistTimeline timeline = timelines.get(playlist);
    if (follower != null && timeline != null) {
      timeline.share(
          !freshness.equals(HeuristicFreshness.NONE) && PlaylistKeys.isNamedAsOne(playlist));
      follower.loaded(timeline);
    }
  }

  private PlaylistReading read(CacheKey key, String clientUri, byte[] body)
      throws PlaylistParseException {
    PlaylistTimeline known = timelines.get(key);
    return reader.refresh(
        known == null ? null : known.reading(),
        clientUri,
        body,
        presentations.member(key).variables());
  }

  /**
   * A viewer who asks for another variant or rendition while watching one will go on there, at the
   * same media time.
   */
  private void follow(CacheKey key, String viewer) {
    PlaylistTimeline chosen = timelines.get(key);
    if (chosen == null || chosen.isWatchedBy(viewer)) {
      return;
    }
    for (PlaylistTimeline left : alternatives(chosen)) {
      Standing standing = left.leave(viewer, nanoTime.getAsLong());
      if (standing != null) {
        chosen.arrive(viewer, standing, nanoTime.getAsLong());
      }
    }
  }

  private List<PlaylistTimeline> alternatives(PlaylistTimeline chosen) {
    List<PlaylistTimeline> alternatives = new ArrayList<>();
    for (CacheKey alternative : presentations.member(chosen.key()).alternatives()) {
      PlaylistTimeline other = timelines.get(alternative);
      if (other != null && other != chosen) {
        alternatives.add(other);
      }
    }
    return alternatives;
  }

  /**
   * A viewer asks for a segment: moves the viewer's playhead in every playlist that names it, which
   * begins or moves its prefetching.
   */
  public void requestSegment(CacheKey key, ViewerRequest request) {
    positions(key)
        .forEach(
            (timeline, places) -> {
              timeline.move(request, places, nanoTime.getAsLong());
              if (follower != null) {
                follower.watched(timeline);
              }
            });
  }

  private Map<PlaylistTimeline, Set<MediaPosition>> positions(CacheKey key) {
    List<Place> places = index.find(key);
    if (places.isEmpty()) {
      return Map.of();
    }
    Map<PlaylistTimeline, Set<MediaPosition>> positions = new LinkedHashMap<>();
    for (Place place : places) {
      MediaPosition position = place.position();
      if (position != null) {
        positions.computeIfAbsent(place.timeline(), timeline -> new TreeSet<>()).add(position);
      }
    }
    return positions;
  }

  /**
   * The response to a viewer's request for a segment tells what will be asked for next.
   *
   * @param key of the segment
   */
  public void hint(CacheKey key, String viewer, List<ResourceRequest> hinted) {
    if (!hinted.isEmpty()) {
      positions(key)
          .keySet()
          .forEach(timeline -> timeline.hint(viewer, hinted, nanoTime.getAsLong()));
    }
  }

  /** Whether a registered playlist names the resource. */
  public boolean isNamed(CacheKey key) {
    return index.contains(key);
  }

  /**
   * Whether a playlist has named a resource whose path ends so.
   *
   * @param extension without dot, in lower case
   */
  public boolean namesExtension(String extension) {
    return index.namesExtension(extension);
  }

  /** Forgets viewers and playlists that have been idle for too long. */
  void sweep() {
    for (PlaylistTimeline timeline : timelines.all()) {
      if (!timeline.sweep(nanoTime.getAsLong())) {
        timelines.drop(timeline);
      }
    }
  }

  /** Forgets all playlists and viewers. */
  void clear() {
    timelines.all().forEach(timelines::drop);
    presentations.clear();
    if (starts != null) {
      starts.clear();
    }
  }

  long activePrefetchers() {
    return timelines.all().stream().filter(PlaylistTimeline::isActive).count();
  }

  long playlists() {
    return timelines.size();
  }

  long playheads() {
    return timelines.all().stream().mapToLong(PlaylistTimeline::playheads).sum();
  }

  /** Number of different resources that registered playlists name. */
  int indexedResources() {
    return index.size();
  }

  private PlaylistTimeline timeline(CacheKey key, @Nullable Long pastMediaSequence) {
    return new PlaylistTimeline(
        key,
        settings,
        index,
        demands,
        outdated,
        pastMediaSequence,
        presentations.member(key).startOffset());
  }

  /** Media playlists that are fetched for viewers who are about to open them. */
  private final class Openings implements FastStarts.Registering {
    private final boolean playlistsAreKept;

    Openings(boolean playlistsAreKept) {
      this.playlistsAreKept = playlistsAreKept;
    }

    @Override
    public HeuristicFreshness register(
        ResourceRequest request, String clientUri, byte[] body, UpstreamMapping mapping) {
      HeuristicFreshness freshness =
          PlaylistRegistry.this.register(
              request.key(), clientUri, body, mapping, /* viewer= */ null);
      return playlistsAreKept ? freshness : HeuristicFreshness.NONE;
    }

    @Override
    public void expect(CacheKey mediaPlaylist) {
      PlaylistTimeline timeline = timelines.get(mediaPlaylist);
      if (timeline != null) {
        timeline.expectViewer(nanoTime.getAsLong());
      }
    }
  }
}
