package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of prefetches that fail, or bring what may not be kept. */
final class PrefetchFailureTest {
  private static final byte[] BODY = Bodies.body(1, 100);
  private static final Duration LONG = Duration.ofHours(1);

  private final Workbench bench = new Workbench();
  private final RecordingOwner owner = new RecordingOwner();
  private final RecordingOwner other = new RecordingOwner();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECT", "TIMEOUT", "BROKEN"})
  void failure_thatMayPass_isTriedAgainAndAgainWithLongerPauses(Cause cause) {
    bench.demand(owner, "1");

    for (int pauseMillis = 500; pauseMillis <= 2_000; pauseMillis *= 2) {
      bench.fetcher.last("1").fail(cause);
      assertThat(bench.timer.nextDelay().orElseThrow())
          .isBetween(Duration.ofMillis(pauseMillis / 2), Duration.ofMillis(pauseMillis * 3L / 2));
      assertThat(bench.fetcher.underWay()).isEmpty();
      bench.timer.advance(Duration.ofMillis(pauseMillis * 3L / 2));
      assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");
    }
    bench.fetcher.last("1").fail(cause);
    bench.timer.advance(LONG);

    assertThat(bench.fetcher.count("1")).isEqualTo(4);
    assertThat(bench.count(Counter.PREFETCHES_FAILED)).isEqualTo(1);
    assertThat(bench.count(Counter.ORIGIN_FAILURES)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void status_thatMayPass_isTriedFourTimes(int status) {
    bench.demand(owner, "1");

    for (int i = 0; i < 4; i++) {
      bench.fetcher.last("1").answer(status, BODY);
      bench.timer.advance(LONG);
    }

    assertThat(bench.fetcher.count("1")).isEqualTo(4);
    assertThat(bench.count(Counter.PREFETCHES_FAILED)).isEqualTo(1);
    assertThat(owner.obstacles).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 403, 404, 410, 416, 501})
  void status_thatIsAnAnswer_isNeverTriedAgain(int status) {
    bench.demand(owner, "1", "2");

    bench.fetcher.last("1").answer(status, BODY);
    bench.demand(owner, "1", "2");
    bench.timer.advance(LONG);

    assertThat(bench.fetcher.count("1")).isEqualTo(1);
    assertThat(bench.count(Counter.PREFETCHES_FAILED)).isEqualTo(1);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("2");
    bench.succeed("2", BODY);
  }

  @Test
  void status_retryAfter_isTriedAgainThenAndNoSooner() {
    bench.demand(owner, "1");

    bench.fetcher.last("1").answer(500, BODY, "Retry-After", "7");

    bench.timer.advance(Duration.ofMillis(6_999));
    assertThat(bench.fetcher.underWay()).isEmpty();
    bench.timer.advance(Duration.ofMillis(1));
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");
    bench.succeed("1", BODY);
  }

  @Test
  void status_failed_isTriedAgainOnceItWasOutOfTheWindow() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").answer(404, BODY);
    bench.demand(owner);

    bench.demand(owner, "1");

    assertThat(bench.fetcher.count("1")).isEqualTo(2);
    bench.succeed("1", BODY);
  }

  @Test
  void failure_secondTrySucceeds_isStored() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").answer(503, BODY);
    bench.timer.advance(Duration.ofMillis(750));

    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.count(Counter.PREFETCHES_FAILED)).isZero();
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void failure_inTheBody_isTriedAgain() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").head(200, "Content-Length", "100").data(Bodies.body(1, 50));
    bench.fetcher.last("1").fail(Cause.BROKEN);
    bench.timer.advance(Duration.ofMillis(750));

    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @Test
  void body_shorterThanAnnounced_isTriedAgain() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").answer(200, Bodies.body(1, 50), "Content-Length", "100");
    assertThat(owner.obstacles).isEmpty();
    bench.timer.advance(Duration.ofMillis(750));

    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @CsvSource({
    "Cache-Control, no-store, NO_STORE",
    "Cache-Control, private, PRIVATE",
    "Cache-Control, no-cache, STALE",
    "Cache-Control, max-age=0, STALE",
    "Set-Cookie, a=1, SET_COOKIE",
    "Vary, *, VARY_ANY",
    "Content-Type, application/vnd.apple.mpegurl, KIND",
    "Content-Length, 1001, SIZE",
  })
  void head_notStorable_endsAtTheHeadAndTellsAllWhoWish(
      String field, String value, Obstacle obstacle) {
    bench.demand(owner, "1");
    bench.demand(other, "1");

    bench.fetcher.last("1").head(200, field, value);

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
    assertThat(owner.obstacles).containsExactly(obstacle);
    assertThat(other.obstacles).containsExactly(obstacle);
    assertThat(bench.count(Counter.PREFETCHES_CANCELLED)).isZero();
    bench.timer.advance(LONG);
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void body_outgrowsTheLimit_endsThereAndTellsTheOwner() {
    bench.demand(owner, "1");

    bench.fetcher.last("1").head(200).data(Bodies.body(1, 600)).data(Bodies.body(1, 600));

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
    assertThat(owner.obstacles).containsExactly(Obstacle.SIZE);
    assertThat(bench.count(Counter.NOT_STORED_TOO_LARGE)).isEqualTo(1);
    bench.timer.advance(LONG);
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  @Test
  void body_ofTheLimit_isStored() {
    byte[] largest = Bodies.body(1, Workbench.MAX_SEGMENT_BYTES);
    bench.demand(owner, "1");

    bench.fetcher.last("1").answer(200, largest);
    bench.storing.runAll();

    assertThat(bench.store.body(key("1"))).isEqualTo(largest);
  }

  @Test
  void body_longerThanAnnounced_isNotStoredAndNotTriedForEver() {
    bench.demand(owner, "1");

    for (int i = 0; i < 10 && !bench.fetcher.underWay().isEmpty(); i++) {
      bench.fetcher.last("1").head(200, "Content-Length", "10").data(BODY).complete();
      bench.timer.advance(LONG);
    }

    assertThat(bench.store.body(key("1"))).isNull();
    assertThat(bench.fetcher.count("1")).isEqualTo(4);
  }

  @Test
  void store_failing_leavesNothingBehind() {
    bench.store.failWith(new OutOfMemoryError("as a test"));
    bench.demand(owner, "1");
    bench.fetcher.last("1").succeed(BODY);

    try {
      bench.storing.runAll();
    } catch (OutOfMemoryError e) {
      assertThat(e).hasMessage("as a test");
    }

    bench.demand(owner);
    bench.timer.advance(LONG);
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void storing_executorGone_leavesNothingBehind() {
    bench.demand(owner, "1");
    bench.storing.shutdownNow();

    bench.fetcher.last("1").succeed(BODY);
    bench.demand(owner);

    assertThat(bench.scheduler.pending()).isZero();
  }
}
