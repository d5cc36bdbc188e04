package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.Playlist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistParseException;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import io.github.hlsprebuffer.prefetch.PrefetchScheduler;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.registry.PlaylistTimeline.Demands;
import io.github.hlsprebuffer.registry.PlaylistTimeline.Standing;
import io.github.hlsprebuffer.registry.SegmentIndex.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media playlists that passed one filter, and who is watching them. Thread-safe. */
public final class PlaylistRegistry {
  private static final Logger log = LoggerFactory.getLogger(PlaylistRegistry.class);

  private static final int MAX_TIMELINES = 10_000;
  private static final Duration COMPLETE_RETENTION = Duration.ofHours(6);
  private static final Duration UNSTORABLE_PAUSE = Duration.ofMinutes(5);

  private final TimelineSettings settings;
  private final Demands demands;
  private final SegmentStore store;
  private final PrebufferMetrics metrics;
  private final LongSupplier nanoTime;
  private final PlaylistReader reader;
  private final SegmentIndex index = new SegmentIndex();
  private final Presentations presentations = new Presentations();
  private final ConcurrentMap<CacheKey, PlaylistTimeline> timelines = new ConcurrentHashMap<>();

  PlaylistRegistry(
      PrebufferConfig config,
      Demands demands,
      SegmentStore store,
      PrebufferMetrics metrics,
      LongSupplier nanoTime) {
    this.settings =
        new TimelineSettings(
            config.prebufferSegments(),
            config.prefetchOnPlaylist(),
            config.inactivityTimeout(),
            COMPLETE_RETENTION,
            UNSTORABLE_PAUSE,
            nanoTime);
    this.demands = demands;
    this.store = store;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.reader =
        new PlaylistReader(
            new PlaylistLimits(
                config.maxPlaylistBytes(),
                PlaylistLimits.DEFAULT.maxLineBytes(),
                PlaylistLimits.DEFAULT.maxSegments()));
  }

  /** A registry whose wishes go to the engine. */
  static PlaylistRegistry on(PrebufferEngine engine, PrebufferConfig config) {
    PrefetchScheduler scheduler = engine.scheduler();
    return new PlaylistRegistry(
        config, scheduler::demand, engine.store(), engine.metrics(), engine.nanoTime());
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
    CacheKey playlistKey = PlaylistKeys.withoutDirectives(key);
    try {
      Playlist playlist = read(playlistKey, clientUri, body);
      if (playlist instanceof MediaPlaylist media) {
        metrics.count(Counter.PLAYLISTS_REGISTERED);
        update(playlistKey, media, mapping);
        follow(playlistKey, viewer);
      } else if (playlist instanceof MultivariantPlaylist multivariant) {
        metrics.count(Counter.MULTIVARIANT_PLAYLISTS);
        presentations.register(multivariant, mapping);
      }
    } catch (PlaylistParseException e) {
      metrics.count(Counter.PLAYLISTS_UNREADABLE);
      log.debug("{} passes unread: {}", clientUri, e.getMessage());
    }
    return HeuristicFreshness.NONE;
  }

  /**
   * A viewer asks for a playlist, and gets it without its passing once more: it was kept, or was on
   * its way to another viewer.
   */
  public void choosePlaylist(CacheKey key, String viewer) {
    follow(PlaylistKeys.withoutDirectives(key), viewer);
  }

  private Playlist read(CacheKey key, String clientUri, byte[] body) throws PlaylistParseException {
    PlaylistTimeline known = timelines.get(key);
    return reader.read(
        clientUri,
        body,
        presentations.member(key).variables(),
        known == null ? null : known.playlist());
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
    for (CacheKey alternative : presentations.member(key).alternatives()) {
      PlaylistTimeline left = alternative.equals(key) ? null : timelines.get(alternative);
      Standing standing = left == null ? null : left.leave(viewer);
      if (standing != null) {
        chosen.arrive(viewer, standing, nanoTime.getAsLong());
      }
    }
  }

  private void update(CacheKey key, MediaPlaylist media, UpstreamMapping mapping) {
    boolean taken;
    do {
      // One that a sweep has closed in the meantime takes nothing; the next one is new.
      taken = timeline(key).update(media, mapping, nanoTime.getAsLong(), store::remove);
    } while (!taken);
  }

  /**
   * A viewer asks for a segment: moves the viewer's playhead in every playlist that names it, which
   * begins or moves its prefetching.
   */
  public void requestSegment(CacheKey key, ViewerRequest request) {
    Map<PlaylistTimeline, List<Long>> positions = new LinkedHashMap<>();
    for (Place place : index.find(key)) {
      if (place.mediaSequenceNumber() != SegmentIndex.NO_POSITION) {
        positions
            .computeIfAbsent(place.timeline(), timeline -> new ArrayList<>())
            .add(place.mediaSequenceNumber());
      }
    }
    positions.forEach(
        (timeline, numbers) ->
            timeline.move(request.viewer(), numbers, request.hinted(), nanoTime.getAsLong()));
  }

  /**
   * The response to a viewer's request for a segment tells what will be asked for next.
   *
   * @param key of the segment
   */
  public void hint(CacheKey key, String viewer, List<ResourceRequest> hinted) {
    if (!hinted.isEmpty()) {
      requestSegment(
          key, new ViewerRequest(viewer, hinted, /* buffered= */ null, /* playbackRate= */ 1));
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
    for (PlaylistTimeline timeline : timelines.values()) {
      if (!timeline.sweep(nanoTime.getAsLong())) {
        drop(timeline);
      }
    }
  }

  /** Forgets all playlists and viewers. */
  void clear() {
    timelines.values().forEach(this::drop);
    presentations.clear();
  }

  long activePrefetchers() {
    return timelines.values().stream().filter(PlaylistTimeline::isActive).count();
  }

  long playlists() {
    return timelines.size();
  }

  long playheads() {
    return timelines.values().stream().mapToLong(PlaylistTimeline::playheads).sum();
  }

  /** Number of different resources that registered playlists name. */
  int indexedResources() {
    return index.size();
  }

  private PlaylistTimeline timeline(CacheKey key) {
    if (timelines.size() >= MAX_TIMELINES && !timelines.containsKey(key)) {
      dropOneIdle();
    }
    return timelines.computeIfAbsent(key, k -> new PlaylistTimeline(k, settings, index, demands));
  }

  private void dropOneIdle() {
    timelines.values().stream()
        .filter(timeline -> !timeline.isActive())
        .findAny()
        .or(() -> timelines.values().stream().findAny())
        .ifPresent(this::drop);
  }

  private void drop(PlaylistTimeline timeline) {
    if (timelines.remove(timeline.key(), timeline)) {
      timeline.close();
    }
  }
}
