package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.AT_ONCE;
import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static io.github.hlsprebuffer.prefetch.Workbench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
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
import org.junit.jupiter.params.provider.EnumSource;

/** What a viewer gets of a fetch. */
final class ResourceLoaderTest {
  private static final byte[] BODY = Bodies.body(1, 300);
  private static final byte[] LARGE = Bodies.body(2, 5_000);

  private final Workbench bench = new Workbench();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
  }

  @Test
  void demand_twoViewers_shareOneFetchFromTheFirstByte() throws Exception {
    try (FillReader first = bench.read("1")) {
      bench.fetcher.last("1").head(200).data(Arrays.copyOf(BODY, 100));
      try (FillReader second = bench.read("1")) {
        assertThat(first.isLeader()).isTrue();
        assertThat(second.isLeader()).isFalse();
        bench.fetcher.last("1").data(Arrays.copyOfRange(BODY, 100, 300)).complete();
        bench.storing.runAll();

        assertThat(head(second).status()).isEqualTo(200);
        assertThat(readAll(second)).isEqualTo(BODY);
        assertThat(readAll(first)).isEqualTo(BODY);
      }
    }
    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(bench.store.wasRequested(key("1"))).isTrue();
  }

  @Test
  void demand_firstBytesArrived_areReadableBeforeTheRest() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").head(200, "Content-Length", "300").data(Arrays.copyOf(BODY, 10));

      Slice slice = viewer.read(AT_ONCE);

      assertThat(slice).isNotNull();
      assertThat(slice.length()).isEqualTo(10);
      bench.fetcher.last("1").data(Arrays.copyOfRange(BODY, 10, 300)).complete();
      bench.storing.runAll();
    }
  }

  @Test
  void demand_beingPrefetched_joinsIt() throws Exception {
    bench.demand(new RecordingOwner(), "1");

    try (FillReader viewer = bench.read("1")) {
      assertThat(viewer.isLeader()).isFalse();
      bench.succeed("1", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
    assertThat(bench.store.wasRequested(key("1"))).isTrue();
  }

  @Test
  void demand_bodyComplete_isStoredBeforeTheFillIsGone() {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").succeed(BODY);
      assertThat(viewer.isReady()).isTrue();
      assertThat(bench.fills.contains(key("1"))).isTrue();
      assertThat(bench.store.contains(key("1"))).isFalse();

      bench.storing.runAll();

      assertThat(bench.store.contains(key("1"))).isTrue();
      assertThat(bench.fills.contains(key("1"))).isFalse();
    }
  }

  @Test
  void demand_storedSinceTheViewerLooked_isNotFetchedAgain() throws Exception {
    store("1");

    try (FillReader viewer = bench.read("1")) {
      assertThat(head(viewer).status()).isEqualTo(200);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void demand_storedForAllSinceTheViewerLooked_isNotFetchedAgain() throws Exception {
    store("1");
    ResourceRequest own =
        new ResourceRequest(
            new CacheKey(key("1").uri(), null, "viewer"),
            segment("1").fetch(),
            ResourceRequest.Kind.SEGMENT);

    try (FillReader viewer = bench.loader.demand(own, PlaylistObserver.NONE)) {
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  /** A fill that ends because there is nothing to do would fail whoever has joined it. */
  @Test
  void prefetch_storedMeanwhile_isNothingThatAViewerCouldJoin() throws Exception {
    store("1");
    List<Boolean> joined = new ArrayList<>();
    bench.store.onContains(key -> joined.add(bench.fills.join(key) != null));

    assertThat(bench.loader.prefetch(segment("1"), /* dueNanos= */ 0, outcome -> {})).isNull();

    assertThat(joined).isNotEmpty().containsOnly(false);
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void demand_storedBytesLost_isFetchedAgain() throws Exception {
    store("1");
    bench.store.lose(key("1"));

    try (FillReader viewer = bench.read("1")) {
      bench.succeed("1", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(2);
  }

  @Test
  void demand_storedForOtherFields_isFetchedAgain() throws Exception {
    bench.read("1").close();
    bench.fetcher.last("1").answer(200, BODY, "Vary", "Accept-Language");
    bench.storing.runAll();
    ResourceRequest inFrench =
        segment("1").forwarding(HttpFields.EMPTY.with("Accept-Language", "fr"), "accept-language");

    try (FillReader viewer = bench.loader.demand(inFrench, PlaylistObserver.NONE)) {
      bench.succeed("1", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(2);
  }

  @Test
  void demand_viewerLeaves_isFetchedToItsEndAndStored() {
    bench.read("1").close();

    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECT", "BROKEN"})
  void demand_brokenBeforeTheHead_isSentOnceMore(Cause cause) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").fail(cause);
      assertThat(bench.fetcher.count("1")).isEqualTo(2);
      bench.succeed("1", BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @CsvSource({
    "BROKEN, ORIGIN_FAILED, 2",
    "CONNECT, ORIGIN_FAILED, 2",
    "TIMEOUT, ORIGIN_TIMED_OUT, 1",
    "CANCELLED, CANCELLED, 1",
  })
  void demand_failingAgain_tellsTheViewerWhy(Cause cause, Reason reason, int fetches) {
    try (FillReader viewer = bench.read("1")) {
      for (int i = 0; i < fetches; i++) {
        bench.fetcher.last("1").fail(cause);
      }

      assertThat(bench.fetcher.count("1")).isEqualTo(fetches);
      assertThatThrownBy(() -> head(viewer))
          .isInstanceOfSatisfying(
              FillException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
  }

  @Test
  void demand_brokenAfterTheHead_isNotSentAgain() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").head(200, "Content-Length", "300").data(Arrays.copyOf(BODY, 100));
      assertThat(head(viewer).status()).isEqualTo(200);
      bench.fetcher.last("1").fail(Cause.BROKEN);

      assertThat(bench.fetcher.count("1")).isEqualTo(1);
      Slice first = viewer.read(AT_ONCE);
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> readAll(viewer)).isInstanceOf(FillException.class);
      assertThat(viewer.position()).isEqualTo(100);
    }
  }

  @Test
  void demand_errorStatus_passesAndIsNotStored() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").answer(404, BODY);

      assertThat(head(viewer).status()).isEqualTo(404);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.contains(key("1"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"502, 0", "503, 0", "503, 1", "504, 0"})
  void demand_errorThatMayPass_isSentOnceMore(int status, String retryAfter) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").answer(status, BODY, "Retry-After", retryAfter);
      assertThat(bench.fetcher.underWay()).isEmpty();
      bench.pauses.advance(Duration.ofMillis(1_150));
      bench.succeed("1", BODY);

      assertThat(head(viewer).status()).isEqualTo(200);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(2);
  }

  @Test
  void demand_errorTwice_passes() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").answer(503, new byte[9]);
      bench.pauses.advance(Duration.ofMillis(150));
      bench.fetcher.last("1").answer(503, BODY);

      assertThat(head(viewer).status()).isEqualTo(503);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @ParameterizedTest
  @CsvSource({"500, 0", "501, 0", "503, 2", "429, 0", "408, 0", "404, 0"})
  void demand_errorThatIsTheAnswer_passesAtOnce(int status, String retryAfter) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").answer(status, BODY, "Retry-After", retryAfter);

      assertThat(head(viewer).status()).isEqualTo(status);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  /** It would be held back once more, or may be anything. */
  @ParameterizedTest
  @EnumSource(names = {"PLAYLIST", "OTHER"})
  void demand_errorOfABlockingReloadOrOfSomethingUnknown_passesAtOnce(ResourceRequest.Kind kind)
      throws Exception {
    ResourceRequest request = Workbench.resource("1", kind);
    try (FillReader viewer =
        bench.loader.pass(
            kind == ResourceRequest.Kind.OTHER ? request : request.blocking(),
            PlaylistObserver.NONE)) {
      bench.fetcher.last("1").answer(503, BODY);

      assertThat(head(viewer).status()).isEqualTo(503);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void demand_viewerLeavesInThePauseBeforeAnotherTry_nothingIsLeft() {
    FillReader viewer = bench.loader.pass(segment("1"), PlaylistObserver.NONE);
    bench.fetcher.last("1").answer(503, BODY);

    viewer.close();

    assertThat(bench.budget.total()).isZero();
    bench.pauses.advance(Duration.ofHours(1));
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void demand_privateAnswer_isForTheLeaderOnly() throws Exception {
    try (FillReader leader = bench.read("1");
        FillReader joined = bench.read("1")) {
      bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "private");

      assertThat(readAll(leader)).isEqualTo(BODY);
      assertThatThrownBy(() -> head(joined))
          .isInstanceOfSatisfying(
              FillException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SHAREABLE));
    }
    assertThat(bench.store.contains(key("1"))).isFalse();
    assertThat(bench.count(Counter.NOT_STORED_FORBIDDEN)).isEqualTo(1);
  }

  @Test
  void demand_publicAnswerInAPartition_isStoredForAll() {
    ResourceRequest own =
        new ResourceRequest(
            new CacheKey(key("1").uri(), null, "viewer"),
            segment("1").fetch(),
            ResourceRequest.Kind.SEGMENT);
    try (FillReader viewer = bench.loader.demand(own, PlaylistObserver.NONE)) {
      bench.fetcher.last("1").answer(200, BODY, "Cache-Control", "public, max-age=60");
      bench.storing.runAll();

      assertThat(viewer.isReady()).isTrue();
    }
    assertThat(bench.store.contains(key("1"))).isTrue();
    assertThat(bench.store.contains(own.key())).isFalse();
  }

  @Test
  void demand_announcedTooLarge_passesAndIsNeitherStoredNorJoined() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      ScriptedFetch fetch = bench.fetcher.last("1");
      fetch.head(200, "Content-Length", "5000");
      try (FillReader other = bench.read("1")) {
        assertThat(other.isLeader()).isTrue();
        bench.fetcher.last("1").answer(200, LARGE, "Content-Length", "5000");
        assertThat(readAll(other)).isEqualTo(LARGE);
      }
      fetch.data(LARGE).complete();

      assertThat(readAll(viewer)).isEqualTo(LARGE);
    }
    assertThat(bench.store.contains(key("1"))).isFalse();
    assertThat(bench.count(Counter.NOT_STORED_TOO_LARGE)).isEqualTo(2);
  }

  @Test
  void demand_outgrowsTheLimit_passesAtTheViewersPaceAndIsNotStored() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      ScriptedFetch fetch = bench.fetcher.last("1");
      fetch.head(200).data(Arrays.copyOf(LARGE, 900));
      assertThat(fetch.granted()).isEqualTo(900);
      fetch.data(Arrays.copyOfRange(LARGE, 900, 5_000));
      assertThat(fetch.granted()).isLessThanOrEqualTo(900);

      fetch.complete();

      assertThat(readAll(viewer)).isEqualTo(LARGE);
      assertThat(fetch.granted()).isEqualTo(5_000);
    }
    assertThat(bench.store.contains(key("1"))).isFalse();
    assertThat(bench.count(Counter.NOT_STORED_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void demand_outgrowsTheLimitAndViewerLeaves_isCancelled() {
    FillReader viewer = bench.read("1");
    bench.fetcher.last("1").head(200).data(LARGE);

    viewer.close();

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
  }

  @Test
  void pass_viewerLeavesBeforeTheHead_isCancelled() {
    FillReader viewer = bench.loader.pass(segment("1"), PlaylistObserver.NONE);

    viewer.close();

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
  }

  @Test
  void pass_answer_isNeitherJoinedNorStored() throws Exception {
    try (FillReader viewer = bench.loader.pass(segment("1"), PlaylistObserver.NONE)) {
      assertThat(bench.fills.contains(key("1"))).isFalse();
      bench.fetcher.last("1").succeed(BODY);

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.storing.runAll()).isZero();
    assertThat(bench.store.contains(key("1"))).isFalse();
  }

  private void store(String name) {
    bench.read(name).close();
    bench.succeed(name, BODY);
  }

  private static ResponseHead head(FillReader reader) throws FillException {
    return reader.awaitHead(HttpFields.EMPTY, AT_ONCE);
  }
}
