package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.AT_ONCE;
import static io.github.hlsprebuffer.prefetch.Workbench.playlist;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static io.github.hlsprebuffer.prefetch.Workbench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillMemory;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Playlists on their way to a viewer. */
final class PlaylistLoadingTest {
  private static final byte[] BODY = Bodies.utf8("#EXTM3U\n#EXTINF:6,\nsegment.ts\n");
  private static final byte[] LARGE = Bodies.body(1, Workbench.MAX_PLAYLIST_BYTES + 1);

  private final Workbench bench = new Workbench();
  private final List<byte[]> observed = new ArrayList<>();
  private HeuristicFreshness freshness = HeuristicFreshness.NONE;

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
    assertThat(bench.fills.memory().bytes()).isZero();
  }

  /** However many are collected at once, they take no more than is granted to all. */
  @Test
  void demand_moreThanMayBeOnItsWay_passUnreadFromThereOn() throws Exception {
    int many = 100;
    Workbench crowded = new Workbench(new FillMemory(5L * BODY.length));
    List<FillReader> viewers = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      viewers.add(crowded.loader.pass(playlist(String.valueOf(i)), this::observe));
      crowded.fetcher.last(String.valueOf(i)).head(200).data(Arrays.copyOf(BODY, 20));
    }
    long held = crowded.fills.memory().bytes();
    for (int i = 0; i < many; i++) {
      crowded.fetcher.last(String.valueOf(i)).data(Arrays.copyOfRange(BODY, 20, BODY.length));
      crowded.fetcher.last(String.valueOf(i)).complete();
      assertThat(readAll(viewers.get(i))).isEqualTo(BODY);
      viewers.get(i).close();
    }

    assertThat(held).isBetween(20L, 10L * BODY.length);
    assertThat(observed).hasSizeBetween(1, 10);
    assertThat(crowded.count(Counter.PLAYLISTS_UNREADABLE)).isEqualTo(many - observed.size());
    assertThat(crowded.fills.memory().bytes()).isZero();
  }

  @Test
  void demand_playlist_isObservedWholeBeforeItsLastByteIsReadable() throws Exception {
    List<FillReader> readers = new ArrayList<>();
    PlaylistObserver observer =
        body -> {
          assertThat(readers.get(0).isReady()).isFalse();
          return observe(body);
        };
    try (FillReader viewer = bench.loader.demand(playlist("1"), observer)) {
      readers.add(viewer);
      bench.fetcher.last("1").head(200).data(Arrays.copyOf(BODY, 9));
      assertThat(observed).isEmpty();
      bench.fetcher.last("1").data(Arrays.copyOfRange(BODY, 9, BODY.length)).complete();

      assertThat(observed).containsExactly(BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.count(Counter.INTERNAL_FAILURES)).isZero();
  }

  @Test
  void demand_playlistThatMayNotBeKept_isNotJoinedOnceItsHeadIsKnown() throws Exception {
    try (FillReader first = bench.loader.demand(playlist("1"), this::observe);
        FillReader joined = bench.loader.demand(playlist("1"), this::observe)) {
      assertThat(bench.fetcher.all()).hasSize(1);
      bench.fetcher.last("1").head(200, "Cache-Control", "no-cache");
      assertThat(bench.fills.size()).isZero();
      bench.fetcher.last("1").data(BODY).complete();

      assertThat(readAll(first)).isEqualTo(BODY);
      assertThat(readAll(joined)).isEqualTo(BODY);
    }
    assertNotStored();
    assertThat(observed).hasSize(1);
  }

  @Test
  void demand_playlistThatMayBeKept_isJoinedUntilItIsStored() throws Exception {
    freshness = HeuristicFreshness.atMost(Duration.ofSeconds(3));
    try (FillReader first = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").head(200, "Cache-Control", "max-age=60").data(BODY);
      try (FillReader joined = bench.loader.demand(playlist("1"), this::observe)) {
        bench.fetcher.last("1").complete();

        assertThat(readAll(first)).isEqualTo(BODY);
        assertThat(readAll(joined)).isEqualTo(BODY);
      }
      assertThat(bench.fills.contains(playlist("1").key())).isTrue();
    }
    bench.storing.runAll();
    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(observed).hasSize(1);
    assertThat(bench.store.body(playlist("1").key())).isEqualTo(BODY);
    assertThat(storedLifetime()).isEqualTo(Duration.ofSeconds(3));
  }

  /** Columns: what the observer says, Cache-Control, milliseconds that it is kept. */
  @ParameterizedTest
  @CsvSource({
    "500, 500, public, 500",
    "500, 500, max-age=60, 500",
    "3000, 3000, max-age=1, 1000",
    "300000, 99999999, public, 300000",
    "300000, 99999999, max-age=7, 7000",
    "0, 99999999, max-age=7, 7000"
  })
  void demand_playlist_isKeptForAsLongAsItsContentAndItsOriginAllow(
      long lifetimeMillis, long maxMillis, String control, long expectedMillis) {
    freshness =
        new HeuristicFreshness(Duration.ofMillis(lifetimeMillis), Duration.ofMillis(maxMillis));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").answer(200, BODY, "Cache-Control", control);
    bench.storing.runAll();

    assertThat(storedLifetime()).isEqualTo(Duration.ofMillis(expectedMillis));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, max-age=60, 0",
    "0, 99999999, public, 0",
    "3000, 3000, public, 3",
    "3000, 3000, max-age=60, 59",
    "3000, 3000, max-age=0, 0",
    "3000, 3000, no-store, 0",
    "3000, 3000, private, 0"
  })
  void demand_playlistWithoutALifetime_isNotStored(
      long lifetimeMillis, long maxMillis, String control, String age) {
    freshness =
        new HeuristicFreshness(Duration.ofMillis(lifetimeMillis), Duration.ofMillis(maxMillis));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").answer(200, BODY, "Cache-Control", control, "Age", age);

    assertNotStored();
    assertThat(observed).hasSize(control.matches("no-store|private") ? observed.size() : 1);
  }

  /** Who asks after it has passed must not get what may not be kept. */
  @Test
  void demand_playlistWithoutALifetime_isAskedForAnewByTheNext() throws Exception {
    try (FillReader first = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").head(200).data(BODY);
      assertThat(bench.fills.contains(playlist("1").key())).isTrue();
      bench.fetcher.last("1").complete();
      assertThat(readAll(first)).isEqualTo(BODY);
      try (FillReader next = bench.loader.demand(playlist("1"), this::observe)) {
        bench.fetcher.last("1").answer(200, BODY);
        assertThat(readAll(next)).isEqualTo(BODY);
      }
    }
    assertThat(bench.fetcher.all()).hasSize(2);
    assertNotStored();
  }

  /** Its age counts from its head on: the body, and the wait for being stored, take time. */
  @Test
  void demand_playlistThatTakesLong_livesOnlyForTheRest() {
    freshness = HeuristicFreshness.atMost(Duration.ofSeconds(3));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").head(200, "Age", "1");
    bench.clock.advance(Duration.ofMillis(700));
    bench.fetcher.last("1").data(BODY).complete();
    bench.clock.advance(Duration.ofMillis(400));
    bench.storing.runAll();

    assertThat(storedLifetime()).isEqualTo(Duration.ofMillis(900));
    assertThat(bench.store.stored(playlist("1").key()).initialAgeSeconds()).isEqualTo(2);
  }

  @Test
  void demand_playlistThatTakesLongerThanItLives_isNotStored() {
    freshness = HeuristicFreshness.atMost(Duration.ofMillis(500));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").head(200);
    bench.clock.advance(Duration.ofMillis(500));
    bench.fetcher.last("1").data(BODY).complete();

    assertNotStored();
  }

  @Test
  void demand_playlistWhoseLifeEndsInTheQueue_isNotStored() {
    freshness = HeuristicFreshness.atMost(Duration.ofMillis(500));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").answer(200, BODY);
    bench.clock.advance(Duration.ofMillis(500));
    bench.storing.runAll();

    assertNotStored();
  }

  @Test
  void demand_storedPlaylist_fillsWithoutBeingObservedAgain() throws Exception {
    freshness = HeuristicFreshness.atMost(Duration.ofSeconds(3));
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").answer(200, BODY, "Age", "2");
    bench.storing.runAll();

    try (FillReader late = bench.loader.demand(playlist("1"), this::observe)) {
      assertThat(late.awaitHead(HttpFields.EMPTY, AT_ONCE).fields().joined("age")).isEqualTo("2");
      assertThat(readAll(late)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(observed).hasSize(1);
  }

  @Test
  void demand_tooLarge_passesUnread() throws Exception {
    try (FillReader viewer = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").head(200).data(Arrays.copyOf(LARGE, 400));
      bench.fetcher.last("1").data(Arrays.copyOfRange(LARGE, 400, LARGE.length)).complete();

      assertThat(readAll(viewer)).isEqualTo(LARGE);
    }
    assertThat(observed).isEmpty();
    assertThat(bench.count(Counter.PLAYLISTS_UNREADABLE)).isEqualTo(1);
    assertNotStored();
  }

  @Test
  void demand_announcedTooLarge_isNotJoinedOnceItsHeadIsKnown() {
    bench.loader.demand(playlist("1"), this::observe).close();
    bench.fetcher.last("1").head(200, "Content-Length", String.valueOf(LARGE.length));
    assertThat(bench.fills.size()).isZero();
    bench.fetcher.last("1").data(LARGE).complete();

    assertNotStored();
  }

  @Test
  void pass_headRequest_isNotTakenForAnEmptyPlaylist() throws Exception {
    ResourceRequest get = playlist("1");
    FetchRequest head =
        new FetchRequest("HEAD", get.fetch().uri(), /* host= */ null, HttpFields.EMPTY);
    try (FillReader viewer =
        bench.loader.pass(new ResourceRequest(get.key(), head, get.kind()), this::observe)) {
      bench.fetcher.last("1").head(200, "Content-Length", "1234").complete();

      assertThat(readHead(viewer)).isEqualTo(200);
    }
    assertThat(observed).isEmpty();
  }

  @Test
  void pass_playlist_isObservedToo() throws Exception {
    try (FillReader viewer = bench.loader.pass(playlist("1"), this::observe)) {
      bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "private");

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(observed).containsExactly(BODY);
  }

  @Test
  void demand_playlistByItsMediaTypeAlone_isObserved() throws Exception {
    try (FillReader viewer = bench.loader.demand(segment("1"), this::observe)) {
      bench.fetcher.last("1").answer(200, BODY, "Content-Type", "Audio/MpegURL; charset=utf-8");

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(observed).containsExactly(BODY);
  }

  @Test
  void demand_encoded_passesUnread() throws Exception {
    try (FillReader viewer = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").answer(200, BODY, "Content-Encoding", "gzip");

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(observed).isEmpty();
  }

  @Test
  void demand_errorStatus_passesUnread() throws Exception {
    try (FillReader viewer = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").answer(404, BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(observed).isEmpty();
  }

  @Test
  void demand_observerFails_passesAllTheSame() throws Exception {
    PlaylistObserver failing =
        body -> {
          throw new IllegalStateException("as a test");
        };
    try (FillReader viewer = bench.loader.demand(playlist("1"), failing)) {
      bench.fetcher.last("1").answer(200, BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.count(Counter.INTERNAL_FAILURES)).isEqualTo(1);
    assertNotStored();
  }

  @Test
  void demand_brokenInTheBody_isNotObserved() {
    try (FillReader viewer = bench.loader.demand(playlist("1"), this::observe)) {
      bench.fetcher.last("1").head(200).data(BODY).fail(Cause.BROKEN);

      assertThatThrownBy(() -> viewer.awaitHead(HttpFields.EMPTY, AT_ONCE))
          .isInstanceOfSatisfying(
              FillException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ORIGIN_FAILED));
    }
    assertThat(observed).isEmpty();
  }

  private HeuristicFreshness observe(byte[] body) {
    observed.add(body);
    return freshness;
  }

  private void assertNotStored() {
    bench.storing.runAll();
    assertThat(bench.store.contains(playlist("1").key())).isFalse();
  }

  private Duration storedLifetime() {
    return Duration.ofMillis(bench.store.stored(playlist("1").key()).lifetimeMillis());
  }

  private static int readHead(FillReader reader) throws FillException {
    return reader.awaitHead(HttpFields.EMPTY, AT_ONCE).status();
  }
}
