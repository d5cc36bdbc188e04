package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.Rendition;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.playlist.VariantStream;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Begins for a player that has opened a multivariant playlist what it will most likely ask for
 * next: a variant stream, with its default audio. Learns which one players begin with. Bounded.
 * Thread-safe.
 */
final class FastStarts {
  private static final int MAX_PRESENTATIONS = 1_000;
  private static final int MAX_VIEWERS = 10_000;

  /** A crowd that opens a presentation at once needs this once. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration UNSTORABLE_PAUSE = Duration.ofMinutes(5);

  private final PlaylistFetches.Loader loader;
  private final Registering registering;
  private final Predicate<CacheKey> mayBeFetched;
  private final LongSupplier nanoTime;
  private final BoundedMap<CacheKey, Long> restsUntilNanos;
  private final BoundedMap<CacheKey, VariantChoices> choices;
  private final BoundedMap<String, CacheKey> opened;

  /** Where playlists go. */
  interface Registering {
    /** Registers a playlist that no viewer has asked for. */
    HeuristicFreshness register(
        ResourceRequest request, String clientUri, byte[] body, UpstreamMapping mapping);

    /** A viewer will most likely open the media playlist, if it is known. */
    void expect(CacheKey mediaPlaylist);
  }

  private record Opening(ResourceRequest request, String clientUri) {
    CacheKey key() {
      return PlaylistKeys.withoutDirectives(request.key());
    }
  }

  /**
   * Nothing is known yet.
   *
   * @param mayBeFetched whether a playlist that is fetched is of use to the player
   * @param maxBytes roughly how much memory each of three things may take that are remembered
   */
  FastStarts(
      PlaylistFetches.Loader loader,
      Registering registering,
      Predicate<CacheKey> mayBeFetched,
      long maxBytes,
      LongSupplier nanoTime) {
    this.loader = loader;
    this.registering = registering;
    this.mayBeFetched = mayBeFetched;
    this.nanoTime = nanoTime;
    this.restsUntilNanos =
        new BoundedMap<>(MAX_PRESENTATIONS, maxBytes, (key, until) -> key.uri().length());
    this.choices =
        new BoundedMap<>(
            MAX_PRESENTATIONS, maxBytes, (key, of) -> key.uri().length() + of.memoryBytes());
    this.opened =
        new BoundedMap<>(
            MAX_VIEWERS, maxBytes, (viewer, key) -> viewer.length() + key.uri().length());
  }

  /** A multivariant playlist passes to a viewer. */
  void opened(
      CacheKey presentation,
      MultivariantPlaylist playlist,
      UpstreamMapping mapping,
      String viewer) {
    Map<CacheKey, Opening> variants = new LinkedHashMap<>();
    Map<CacheKey, VariantStream> streams = new LinkedHashMap<>();
    for (VariantStream variant : playlist.variants()) {
      Opening opening = opening(playlist, variant.uri(), mapping);
      if (opening != null) {
        variants.putIfAbsent(opening.key(), opening);
        streams.putIfAbsent(opening.key(), variant);
      }
    }
    CacheKey likeliest = likeliest(presentation, List.copyOf(variants.keySet()), viewer);
    Opening video = likeliest == null ? null : variants.get(likeliest);
    VariantStream stream = likeliest == null ? null : streams.get(likeliest);
    if (video != null && stream != null) {
      begin(presentation, video, mapping);
      Opening audio = opening(playlist, defaultAudio(playlist, stream), mapping);
      if (audio != null) {
        begin(presentation, audio, mapping);
      }
    }
  }

  /** A viewer opens a media playlist: the first one after the multivariant playlist tells. */
  synchronized void chosen(CacheKey mediaPlaylist, String viewer) {
    CacheKey presentation = opened.get(viewer);
    VariantChoices of = presentation == null ? null : choices.get(presentation);
    if (of != null && of.choose(mediaPlaylist)) {
      opened.remove(viewer);
    }
  }

  synchronized void clear() {
    restsUntilNanos.clear();
    choices.clear();
    opened.clear();
  }

  /** What to begin with; null where there is nothing, or it was begun just now. */
  private synchronized @Nullable CacheKey likeliest(
      CacheKey presentation, List<CacheKey> variants, String viewer) {
    if (variants.isEmpty()) {
      return null;
    }
    opened.put(viewer, presentation);
    VariantChoices known = choices.get(presentation);
    VariantChoices of = known == null ? new VariantChoices() : known;
    CacheKey likeliest = of.likeliest(variants);
    choices.put(presentation, of);
    Long until = restsUntilNanos.get(presentation);
    long now = nanoTime.getAsLong();
    if (until != null && until - now > 0) {
      return null;
    }
    restsUntilNanos.put(presentation, now + PAUSE.toNanos());
    return likeliest;
  }

  private @Nullable Opening opening(
      MultivariantPlaylist playlist, @Nullable String uri, UpstreamMapping mapping) {
    if (uri == null) {
      return null;
    }
    String clientUri = UriReferences.resolve(playlist.baseUri(), uri);
    ResourceRequest request = mapping.playlist(clientUri);
    return request != null && mayBeFetched.test(request.key())
        ? new Opening(request, clientUri)
        : null;
  }

  private static @Nullable String defaultAudio(
      MultivariantPlaylist playlist, VariantStream variant) {
    String group = variant.audio();
    return group == null
        ? null
        : playlist.renditions().stream()
            .filter(r -> r.type() == Rendition.Type.AUDIO && group.equals(r.groupId()))
            .filter(Rendition::isDefault)
            .map(Rendition::uri)
            .findFirst()
            .orElse(null);
  }

  private void begin(CacheKey presentation, Opening opening, UpstreamMapping mapping) {
    boolean begun =
        loader.begin(
            opening.request(),
            body -> {
              HeuristicFreshness freshness =
                  registering.register(opening.request(), opening.clientUri(), body, mapping);
              registering.expect(opening.key());
              return freshness;
            },
            obstacle -> ended(presentation, obstacle));
    if (!begun) {
      registering.expect(opening.key());
    }
  }

  /** What cannot be kept would only be asked of the origin twice. */
  private synchronized void ended(CacheKey presentation, Obstacle obstacle) {
    if (obstacle != Obstacle.NONE && obstacle != Obstacle.STATUS) {
      restsUntilNanos.put(presentation, nanoTime.getAsLong() + UNSTORABLE_PAUSE.toNanos());
    }
  }
}
