package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.InitializationSection;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.playlist.PartialSegment;
import io.github.hlsprebuffer.playlist.PlaylistReading;
import io.github.hlsprebuffer.playlist.PreloadHint;
import io.github.hlsprebuffer.playlist.UriReferences;
import io.github.hlsprebuffer.prefetch.DemandOwner;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registry with viewers, whose wishes are remembered and held against what it was told. */
final class FuzzedRegistry {
  static final int WINDOW = 3;

  /** A player that looks back so far gets what lies between, too. */
  private static final int LOOK_BACK = 2;

  private static final String BASE = "http://origin.test/live/";
  private static final URI ANYWHERE = URI.create(BASE);
  private static final int MAX_KNOWN = 200;
  private static final long MAX_HELD_BYTES = 1 << 20;

  /** Three of the longest target duration that is read: so long a playlist may ask to be kept. */
  private static final Duration LONG = Duration.ofDays(3 * 366);

  private final IdentityHashMap<DemandOwner, List<PrefetchWish>> wishes = new IdentityHashMap<>();
  private final List<CacheKey> known = new ArrayList<>();
  private final Set<CacheKey> hinted = new HashSet<>();
  private final PlaylistRegistry registry;
  private long nowNanos;

  FuzzedRegistry(long nowNanos, boolean prefetchOnPlaylist) {
    this.nowNanos = nowNanos;
    registry =
        new PlaylistRegistry(
            RegistryBench.config(WINDOW, prefetchOnPlaylist, 1 << 20, 8),
            this::demand,
            outdated -> {},
            new PrebufferMetrics(),
            MAX_HELD_BYTES,
            () -> this.nowNanos);
  }

  void register(String name, byte[] body, String viewer) {
    registry.registerPlaylist(key(BASE + name, null), BASE + name, body, this::request, viewer);
  }

  void choose(String name, String viewer) {
    registry.choosePlaylist(key(BASE + name, null), viewer);
  }

  void ask(FuzzedDataProvider data, String viewer) {
    if (!known.isEmpty()) {
      CacheKey key = data.pickValue(known);
      List<ResourceRequest> hints = hints(data);
      Duration buffered =
          data.consumeBoolean() ? null : Duration.ofMillis(data.consumeLong(0, Long.MAX_VALUE));
      double rate = data.consumeRegularDouble(Double.MIN_VALUE, 1_000);
      registry.requestSegment(key, new ViewerRequest(viewer, hints, buffered, rate));
    }
  }

  void hint(FuzzedDataProvider data, String viewer) {
    if (!known.isEmpty()) {
      registry.hint(data.pickValue(known), viewer, hints(data));
    }
  }

  void pass(long millis) {
    nowNanos += Duration.ofMillis(millis).toNanos();
  }

  void sweep() {
    registry.sweep();
  }

  void clear() {
    registry.clear();
    assertEmpty();
  }

  /** Nobody asks for anything until everything may be forgotten. */
  void abandon() {
    nowNanos += LONG.toNanos();
    registry.sweep();
    assertEmpty();
  }

  void assertConsistent() {
    wishes.forEach(this::assertConsistent);
  }

  private void assertConsistent(DemandOwner owner, List<PrefetchWish> stated) {
    Set<CacheKey> distinct = keys(stated, wish -> true);
    Set<CacheKey> predicted = keys(stated, wish -> !wish.hinted());
    Set<CacheKey> askedFor = keys(stated, PrefetchWish::hinted);
    assertThat(distinct).as("each once").hasSameSizeAs(stated);
    assertThat(hinted.containsAll(askedFor)).as("hints").isTrue();
    MediaPlaylist playlist = playlist(owner);
    assertThat(playlist).isNotNull();
    if (playlist != null) {
      assertThat(named(playlist).containsAll(predicted)).as("named: %s", predicted).isTrue();
      long perHead =
          (WINDOW + LOOK_BACK) * 2L + playlist.parts().size() + playlist.preloadHints().size();
      assertThat((long) predicted.size()).isLessThanOrEqualTo(registry.playheads() * perHead);
    }
  }

  private static Set<CacheKey> keys(List<PrefetchWish> wishes, Predicate<PrefetchWish> which) {
    return wishes.stream()
        .filter(which)
        .map(wish -> wish.resource().key())
        .collect(Collectors.toSet());
  }

  private void assertEmpty() {
    assertThat(registry.playlists()).isZero();
    assertThat(registry.playheads()).isZero();
    assertThat(registry.indexedResources()).isZero();
    assertThat(wishes).isEmpty();
  }

  private void demand(DemandOwner owner, List<PrefetchWish> stated) {
    if (stated.isEmpty()) {
      wishes.remove(owner);
    } else {
      wishes.put(owner, stated);
    }
  }

  private List<ResourceRequest> hints(FuzzedDataProvider data) {
    List<ResourceRequest> hints = new ArrayList<>();
    for (int i = data.consumeInt(0, 3); i > 0; i--) {
      CacheKey key = data.pickValue(known);
      hinted.add(key);
      hints.add(request(key));
    }
    return hints;
  }

  private static @Nullable MediaPlaylist playlist(DemandOwner owner) {
    PlaylistReading reading = ((PlaylistTimeline) owner).reading();
    return reading != null && reading.playlist() instanceof MediaPlaylist media ? media : null;
  }

  private static Set<CacheKey> named(MediaPlaylist playlist) {
    Set<CacheKey> named = new HashSet<>();
    for (MediaSegment segment : playlist.segments()) {
      named.add(key(playlist, segment.uri(), segment.byteRange()));
      addTo(named, playlist, segment.initializationSection());
    }
    for (PartialSegment part : playlist.parts()) {
      named.add(key(playlist, part.uri(), part.byteRange()));
      addTo(named, playlist, part.initializationSection());
    }
    for (PreloadHint hint : playlist.preloadHints()) {
      named.add(key(playlist, hint.uri(), hint.byteRange()));
    }
    return named;
  }

  private static void addTo(
      Set<CacheKey> named, MediaPlaylist playlist, @Nullable InitializationSection init) {
    if (init != null) {
      named.add(key(playlist, init.uri(), init.byteRange()));
    }
  }

  private static CacheKey key(MediaPlaylist playlist, String uri, @Nullable ByteRange range) {
    return key(
        UriReferences.resolve(playlist.baseUri(), uri),
        range == null || range.length() == 0
            ? null
            : new ByteInterval(range.offset(), range.endExclusive() - 1));
  }

  private static CacheKey key(String uri, @Nullable ByteInterval range) {
    return new CacheKey(uri, range, "");
  }

  private @Nullable ResourceRequest request(String uri, @Nullable ByteInterval range) {
    if (!uri.startsWith("http://origin.test/")) {
      return null;
    }
    CacheKey key = key(uri, range);
    if (!known.remove(key) && known.size() == MAX_KNOWN) {
      known.remove(0); // of those, the one named longest ago
    }
    known.add(key);
    return request(key);
  }

  private static ResourceRequest request(CacheKey key) {
    FetchRequest fetch = new FetchRequest("GET", ANYWHERE, null, HttpFields.EMPTY);
    return new ResourceRequest(key, fetch, Kind.SEGMENT);
  }
}
