package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.AT_ONCE;
import static io.github.hlsprebuffer.prefetch.Workbench.playlist;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static io.github.hlsprebuffer.prefetch.Workbench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Playlists on their way to a viewer. */
final class PlaylistLoadingTest {
  private static final byte[] BODY = Bodies.utf8("#EXTM3U\n#EXTINF:6,\nsegment.ts\n");
  private static final byte[] LARGE = Bodies.body(1, Workbench.MAX_PLAYLIST_BYTES + 1);

  private final Workbench bench = new Workbench();
  private final List<byte[]> observed = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
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
  void demand_playlist_isNotStoredNorJoinedOnceItsHeadIsKnown() throws Exception {
    try (FillReader first = bench.loader.demand(playlist("1"), this::observe);
        FillReader joined = bench.loader.demand(playlist("1"), this::observe)) {
      assertThat(bench.fetcher.all()).hasSize(1);
      bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "max-age=60");

      assertThat(readAll(first)).isEqualTo(BODY);
      assertThat(readAll(joined)).isEqualTo(BODY);
    }
    assertThat(bench.storing.runAll()).isZero();
    assertThat(bench.store.contains(playlist("1").key())).isFalse();
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
    return HeuristicFreshness.NONE;
  }
}
