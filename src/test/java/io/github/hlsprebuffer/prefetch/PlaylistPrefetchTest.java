package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.playlist;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Playlists that are fetched before a viewer asks for them. */
final class PlaylistPrefetchTest {
  private static final byte[] BODY = Bodies.utf8("#EXTM3U\n#EXTINF:6,\nsegment.ts\n");

  private final Workbench bench = new Workbench(/* maxFetches= */ 1, 1);
  private final List<byte[]> observed = new ArrayList<>();
  private final List<Obstacle> ended = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
  }

  @Test
  void prefetchPlaylist_nobodyAsks_isObservedAndStored() {
    assertThat(prefetch("1")).isTrue();
    bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "public");
    bench.storing.runAll();

    assertThat(observed).containsExactly(BODY);
    assertThat(bench.store.body(playlist("1").key())).isEqualTo(BODY);
    assertThat(ended).containsExactly(Obstacle.NONE);
    assertThat(bench.count(Counter.PLAYLISTS_PREFETCHED)).isEqualTo(1);
    assertThat(bench.count(Counter.SEGMENTS_PREBUFFERED)).isZero();
  }

  @Test
  void prefetchPlaylist_viewerAsks_joinsIt() throws Exception {
    prefetch("1");
    try (FillReader viewer = bench.loader.demand(playlist("1"), this::observe)) {
      assertThat(viewer.isLeader()).isFalse();
      bench.fetcher.last("1").answer(200, BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    bench.storing.runAll();
    assertThat(observed).hasSize(1);
    assertThat(bench.fetcher.all()).hasSize(1);
  }

  @Test
  void prefetchPlaylist_isOnItsWay_doesNotBegin() {
    bench.loader.demand(playlist("1"), this::observe).close();
    assertThat(prefetch("1")).isFalse();
    bench.fetcher.last("1").answer(200, BODY);
    bench.storing.runAll();

    assertThat(bench.fetcher.all()).hasSize(1);
  }

  @Test
  void prefetchPlaylist_isStored_doesNotBegin() {
    prefetch("1");
    bench.fetcher.last("1").answer(200, BODY);
    bench.storing.runAll();

    assertThat(prefetch("1")).isFalse();
    assertThat(bench.fetcher.all()).hasSize(1);
  }

  /** It may have been stored by another, so that it is not known here. */
  @Test
  void prefetchPlaylist_isStoredForAll_isObserved() {
    prefetch("1");
    bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "public, max-age=60");
    bench.storing.runAll();
    ResourceRequest shared = playlist("1");
    CacheKey own = new CacheKey(shared.key().uri(), null, "partition");
    ResourceRequest request = new ResourceRequest(own, shared.fetch(), shared.kind());

    assertThat(bench.loader.prefetchPlaylist(request, this::observe, ended::add)).isFalse();

    assertThat(observed).containsExactly(BODY, BODY);
    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(bench.count(Counter.PLAYLISTS_PREFETCHED)).isEqualTo(1);
  }

  @Test
  void prefetchPlaylist_budgetIsUsedUp_doesNotBegin() {
    prefetch("1");
    assertThat(prefetch("2")).isFalse();
    assertThat(bench.fills.contains(playlist("2").key())).isFalse();
    bench.fetcher.last("1").fail(Cause.TIMEOUT);

    assertThat(prefetch("2")).isTrue();
    bench.fetcher.last("2").fail(Cause.TIMEOUT);
  }

  @Test
  void prefetchPlaylist_mayNotBeKept_endsAtItsHead() {
    prefetch("1");
    bench.fetcher.last("1").head(200, "Cache-Control", "no-store");

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
    assertThat(ended).containsExactly(Obstacle.NO_STORE);
    assertThat(observed).isEmpty();
  }

  @Test
  void prefetchPlaylist_fails_isNotTriedAgain() {
    prefetch("1");
    bench.fetcher.last("1").fail(Cause.CONNECT);

    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(ended).containsExactly(Obstacle.NONE);
    assertThat(observed).isEmpty();
  }

  private boolean prefetch(String name) {
    return bench.loader.prefetchPlaylist(playlist(name), this::observe, ended::add);
  }

  private HeuristicFreshness observe(byte[] body) {
    observed.add(body);
    return HeuristicFreshness.atMost(Duration.ofSeconds(3));
  }
}
