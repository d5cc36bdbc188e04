package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.FakeClock;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class OriginBudgetTest {
  private static final String ORIGIN = "http://a";

  private final FakeClock clock = new FakeClock();
  private final OriginEstimates estimates = new OriginEstimates();
  private final CircuitBreaker breaker =
      new CircuitBreaker(clock.nanoTimeSource(), new PrebufferMetrics());
  private final OriginBudget budget =
      new OriginBudget(3, 2, breaker, estimates, clock.nanoTimeSource());

  @Test
  void tryAcquire_originFull_isRefusedThereOnly() {
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();

    assertThat(budget.tryAcquirePrefetch(to("a"))).isFalse();
    assertThat(budget.tryAcquirePrefetch(to("b"))).isTrue();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void tryAcquire_allFull_isRefusedEverywhere() {
    budget.tryAcquirePrefetch(to("a"));
    budget.tryAcquirePrefetch(to("b"));
    budget.tryAcquirePrefetch(to("c"));

    assertThat(budget.tryAcquirePrefetch(to("d"))).isFalse();
    assertThat(budget.total()).isEqualTo(3);
  }

  @Test
  void acquire_full_isCountedAllTheSame() {
    for (int i = 0; i < 5; i++) {
      budget.acquire(to("a"));
    }

    assertThat(budget.total()).isEqualTo(5);
    assertThat(budget.tryAcquirePrefetch(to("b"))).isFalse();
  }

  @Test
  void release_afterOverload_admitsOnlyBelowTheLimits() {
    for (int i = 0; i < 4; i++) {
      budget.acquire(to("a"));
    }

    budget.release(to("a"));
    assertThat(budget.tryAcquirePrefetch(to("b"))).isFalse();
    budget.release(to("a"));
    assertThat(budget.tryAcquirePrefetch(to("a"))).isFalse();
    assertThat(budget.tryAcquirePrefetch(to("b"))).isTrue();
    budget.release(to("a"));
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();
  }

  @Test
  void release_all_isEmptyAgain() {
    budget.acquire(to("a"));
    budget.tryAcquirePrefetch(to("b"));

    budget.release(to("b"));
    budget.release(to("a"));

    assertThat(budget.total()).isZero();
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();
  }

  @Test
  void tryAcquire_heldBackByTheOrigin_isNotCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(budget.tryAcquirePrefetch(to("a").blocking())).isTrue();
    }

    assertThat(budget.total()).isZero();
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();
    budget.release(to("a").blocking());
    assertThat(budget.total()).isEqualTo(1);
  }

  @Test
  void hasRoom_aQuarter_isKeptForViewers() {
    OriginBudget wide = new OriginBudget(100, 16, breaker, estimates, clock.nanoTimeSource());
    for (int i = 0; i < 12; i++) {
      assertThat(wide.hasRoom(to("a"))).isTrue();
      wide.acquirePrefetch(to("a"));
    }
    assertThat(wide.hasRoom(to("a"))).isFalse();

    use(wide, 4);
    wide.releasePrefetch(to("a"));
    assertThat(wide.hasRoom(to("a"))).isTrue();
    wide.acquire(to("a"));
    assertThat(wide.hasRoom(to("a"))).isFalse();
  }

  @Test
  void hasRoom_viewersWait_isKeptForThem() {
    OriginBudget wide = new OriginBudget(100, 16, breaker, estimates, clock.nanoTimeSource());
    for (int i = 0; i < 11; i++) {
      wide.acquirePrefetch(to("a"));
    }
    assertThat(wide.hasRoom(to("a"))).isTrue();
    for (int i = 0; i < 5; i++) {
      wide.beginWait(to("a"));
    }

    assertThat(wide.hasRoom(to("a"))).isFalse();
    assertThat(wide.tryAcquireExtra(to("a"))).isFalse();
    assertThat(wide.total()).isEqualTo(11);
    wide.endWait(to("a"));
    assertThat(wide.hasRoom(to("a"))).isTrue();
  }

  @Test
  void hasServedSince_success_isUntilThen() {
    long before = clock.nanoTime();
    assertThat(budget.hasServedSince(ORIGIN, before)).isFalse();
    clock.advance(Duration.ofMillis(1));
    budget.acquire(to("a"));
    budget.onSuccess(ORIGIN, before);

    assertThat(budget.hasServedSince(ORIGIN, before)).isTrue();
    assertThat(budget.hasServedSince(ORIGIN, clock.nanoTime() + 1)).isFalse();
    assertThat(budget.hasServedSince("http://b", before)).isFalse();
  }

  @Test
  void onSuccess_neverOverloaded_growsByOneForEach() {
    OriginBudget wide = new OriginBudget(100, 43, breaker, estimates, clock.nanoTimeSource());
    use(wide, 30);

    succeed(wide, 2);
    assertThat(wide.limit(ORIGIN)).isEqualTo(42);
    use(wide, 3);
    succeed(wide, 1_000);
    assertThat(wide.limit(ORIGIN)).isEqualTo(43);
  }

  @Test
  void onSuccess_afterAnOverload_growsByOneForEachRound() {
    OriginBudget wide = new OriginBudget(100, 12, breaker, estimates, clock.nanoTimeSource());
    use(wide, 8);
    wide.onOverload(ORIGIN, sentNow(), Duration.ZERO);
    use(wide, 4);

    succeed(wide, 7);

    assertThat(wide.limit(ORIGIN)).isEqualTo(7);
  }

  @Test
  void onSuccess_littleInUse_saysNothing() {
    OriginBudget wide = new OriginBudget(100, 100, breaker, estimates, clock.nanoTimeSource());
    use(wide, 1);

    succeed(wide, 1_000);

    assertThat(wide.limit(ORIGIN)).isEqualTo(40);
  }

  @Test
  void onSuccess_sentAfterAllWasInUse_saysNothing() {
    OriginBudget wide = new OriginBudget(100, 100, breaker, estimates, clock.nanoTimeSource());
    use(wide, 40);
    clock.advance(Duration.ofMillis(1));

    succeed(wide, 1_000);

    assertThat(wide.limit(ORIGIN)).isEqualTo(40);
  }

  @Test
  void hasRoom_allConnectionsShareALink_onlyWhatIsOfUse() {
    OriginBudget wide = new OriginBudget(100, 100, breaker, estimates, clock.nanoTimeSource());
    learnLink(1);
    while (wide.hasRoom(to("a"))) {
      wide.acquirePrefetch(to("a"));
    }

    assertThat(wide.total()).isEqualTo(2);
    assertThat(wide.tryAcquireExtra(to("a"))).isFalse();
    assertThat(wide.hasRoom(to("b"))).isTrue();
  }

  @Test
  void hasRoom_allConnectionsShareALinkAndAViewerWaits_notNow() {
    learnLink(1);

    budget.acquire(to("a"));
    assertThat(budget.hasRoom(to("a"))).isFalse();
    budget.release(to("a"));

    assertThat(budget.hasRoom(to("a"))).isTrue();
  }

  @Test
  void hasRoom_allConnectionsShareALinkAndAViewerWaitsForAPrefetch_notNow() {
    learnLink(1);

    budget.acquirePrefetch(to("a"));
    assertThat(budget.hasRoom(to("a"))).isTrue();
    budget.turnIntoDemand(to("a"));

    assertThat(budget.hasRoom(to("a"))).isFalse();
    budget.release(to("a"));
    assertThat(budget.total()).isZero();
  }

  @Test
  void hasRoom_eachConnectionHasItsLimit_asManyAsTheOriginBears() {
    OriginBudget wide = new OriginBudget(100, 100, breaker, estimates, clock.nanoTimeSource());
    learnLink(4);
    while (wide.hasRoom(to("a"))) {
      wide.acquirePrefetch(to("a"));
    }

    assertThat(wide.total()).isEqualTo(30);
  }

  /** One connection has brought a megabyte in a second, as each of so many at once did after it. */
  private void learnLink(int useful) {
    estimates.onBody(ORIGIN, 1_000_000, Duration.ofSeconds(1).toNanos());
    LinkMeter meter = Objects.requireNonNull(estimates.meter(ORIGIN));
    for (int atOnce = 1; atOnce <= useful; atOnce++) {
      meter.begin(sentNow());
      clock.advance(Duration.ofSeconds(1));
      meter.received(atOnce * 1_000_000, /* tells= */ true, sentNow());
    }
    for (int atOnce = 1; atOnce <= useful; atOnce++) {
      meter.end(sentNow());
    }
  }

  @Test
  void onOverload_manyOfOneRound_cutOnce() {
    OriginBudget wide = new OriginBudget(100, 100, breaker, estimates, clock.nanoTimeSource());
    for (int i = 0; i < 16; i++) {
      wide.acquire(to("a"));
    }
    long sent = clock.nanoTimeSource().getAsLong();
    clock.advance(Duration.ofMillis(5));

    for (int i = 0; i < 12; i++) {
      wide.onOverload(ORIGIN, sent, Duration.ZERO);
    }
    assertThat(wide.limit(ORIGIN)).isEqualTo(12);
    assertThat(wide.isCongested(ORIGIN)).isTrue();

    clock.advance(Duration.ofMillis(5));
    wide.onOverload(ORIGIN, clock.nanoTimeSource().getAsLong(), Duration.ZERO);
    assertThat(wide.limit(ORIGIN)).isEqualTo(9);
    clock.advance(Duration.ofSeconds(10));
    assertThat(wide.isCongested(ORIGIN)).isFalse();
  }

  @Test
  void onOverload_alwaysAgain_leavesOne() {
    budget.acquirePrefetch(to("a"));
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofMillis(1));
      budget.onOverload(ORIGIN, clock.nanoTimeSource().getAsLong(), Duration.ZERO);
    }
    budget.releasePrefetch(to("a"));

    assertThat(budget.limit(ORIGIN)).isEqualTo(1);
    assertThat(budget.tryAcquirePrefetch(to("a"))).isTrue();
  }

  @Test
  void onOverload_retryAfter_noPrefetchUntilThen() {
    long sent = clock.nanoTimeSource().getAsLong();
    budget.onOverload(ORIGIN, sent, Duration.ofSeconds(5));
    budget.onOverload(ORIGIN, sent, Duration.ofSeconds(2));

    assertThat(budget.hasRoom(to("a"))).isFalse();
    assertThat(budget.hasRoom(to("b"))).isTrue();
    assertThat(budget.breakNanos(ORIGIN)).isEqualTo(Duration.ofSeconds(5).toNanos());
    clock.advance(Duration.ofSeconds(5));
    assertThat(budget.hasRoom(to("a"))).isTrue();
  }

  @Test
  void onOverload_retryAfterADay_isAMinute() {
    budget.onOverload(ORIGIN, 0, Duration.ofDays(1));

    assertThat(budget.breakNanos(ORIGIN)).isEqualTo(Duration.ofMinutes(1).toNanos());
  }

  private static void use(OriginBudget budget, int fetches) {
    for (int i = 0; i < fetches; i++) {
      budget.acquire(to("a"));
    }
  }

  private void succeed(OriginBudget budget, int times) {
    for (int i = 0; i < times; i++) {
      budget.onSuccess(ORIGIN, sentNow());
    }
  }

  private long sentNow() {
    return clock.nanoTimeSource().getAsLong();
  }

  private static FetchRequest to(String host) {
    return new FetchRequest("GET", URI.create("http://" + host), null, HttpFields.EMPTY);
  }
}
