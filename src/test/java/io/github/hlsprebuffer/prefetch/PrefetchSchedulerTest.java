package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static io.github.hlsprebuffer.prefetch.Workbench.wishes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.SegmentStore.StoreUsage;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is fetched ahead, in which order, and how much at once. */
final class PrefetchSchedulerTest {
  private static final byte[] BODY = Bodies.body(1, 100);

  private final Workbench bench = new Workbench();
  private final RecordingOwner owner = new RecordingOwner();
  private final RecordingOwner other = new RecordingOwner();

  @Test
  void demand_manyWishes_threeAtOnceSoonestFirst() {
    bench.demand(owner, "1", "2", "3", "4", "5");
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "2", "3");

    bench.succeed("2", BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "3", "4");

    bench.succeed("1", BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("3", "4", "5");
  }

  @Test
  void demand_wishFulfilled_isStoredAndCounted() {
    bench.demand(owner, "1");

    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.store.wasRequested(key("1"))).isFalse();
    assertThat(bench.count(Counter.PREFETCHES_TRIGGERED)).isEqualTo(1);
    assertThat(bench.count(Counter.SEGMENTS_PREBUFFERED)).isEqualTo(1);
    assertThat(bench.count(Counter.BYTES_PREBUFFERED)).isEqualTo(BODY.length);
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void demand_twoPlaylists_soonestOfBothFirst() {
    Workbench narrow = new Workbench(2, 8);
    FillReader first = narrow.read("x");
    FillReader second = narrow.read("y");
    narrow.demand(owner, "a1", "a2", "a3");
    narrow.demand(other, "b1", "b2", "b3");
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("x", "y");

    narrow.succeed("x", BODY);
    narrow.succeed("y", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("a1", "b1");

    narrow.succeed("b1", BODY);
    narrow.succeed("a1", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("a2", "b2");
    first.close();
    second.close();
  }

  @Test
  void demand_sharedSegment_isFetchedOnceAtTheSoonerRank() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    narrow.demand(owner, "a1", "a2", "shared");
    narrow.demand(other, "shared");

    narrow.succeed("x", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("a1");
    narrow.succeed("a1", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("shared");
    narrow.succeed("shared", BODY);
    narrow.succeed("a2", BODY);

    assertThat(narrow.fetcher.count("shared")).isEqualTo(1);
    viewer.close();
  }

  @Test
  void demand_playheadMoved_ranksChange() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    narrow.demand(owner, "1", "2", "3");
    narrow.demand(owner, "3", "4");

    narrow.succeed("x", BODY);

    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("3");
    viewer.close();
  }

  @Test
  void demand_viewersUseUpTheBudget_prefetchWaits() {
    Workbench narrow = new Workbench(2, 8);
    FillReader one = narrow.read("x");
    FillReader two = narrow.read("y");
    FillReader three = narrow.read("z");
    assertThat(narrow.budget.total()).isEqualTo(3);
    narrow.demand(owner, "1");

    narrow.succeed("x", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("y", "z");
    narrow.succeed("y", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("z", "1");
    List.of(one, two, three).forEach(FillReader::close);
  }

  @Test
  void demand_originBusy_othersAreServed() {
    Workbench narrow = new Workbench(8, 1);
    PrefetchWish elsewhere =
        PrefetchWish.predicted(Workbench.at("http://cdn.test", "c1", Kind.SEGMENT), 9);
    narrow.demand(owner, "1", "2");
    narrow.scheduler.demand(other, List.of(elsewhere));

    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("1", "c1");
  }

  @Test
  void demand_hint_isFetchedBeforeWhatIsDueSooner() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    narrow.scheduler.demand(
        owner,
        List.of(
            PrefetchWish.predicted(Workbench.segment("soon"), -5),
            new PrefetchWish(Workbench.segment("hinted"), /* hinted= */ true, 100)));

    narrow.succeed("x", BODY);

    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("hinted");
    viewer.close();
  }

  @Test
  void demand_overdueForLong_isNotKeptWaitingByHints() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    long overdue = -Duration.ofSeconds(11).toNanos();
    narrow.scheduler.demand(
        owner, List.of(PrefetchWish.predicted(Workbench.segment("overdue"), overdue)));
    narrow.scheduler.demand(
        other, List.of(new PrefetchWish(Workbench.segment("hinted"), /* hinted= */ true, 0)));

    narrow.succeed("x", BODY);

    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("overdue");
    viewer.close();
  }

  @Test
  void demand_ownerWantsMoreAtOnce_getsIt() {
    owner.maxFetches = 5;

    bench.demand(owner, "1", "2", "3", "4", "5", "6");

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void demand_originAsksForABreak_isGoneOnWithAfterIt() {
    bench.demand(owner, "1", "2");
    bench.fetcher.last("1").answer(503, BODY, "Retry-After", "7");
    bench.succeed("2", BODY);

    bench.demand(owner, "1", "3");
    advance(Duration.ofSeconds(6));
    assertThat(bench.fetcher.underWay()).isEmpty();
    advance(Duration.ofSeconds(1));

    assertThat(bench.fetcher.namesUnderWay()).contains("3");
  }

  @Test
  void demand_originSaysItIsOverloaded_fewerAtOnceThenMoreAgain() {
    List<RecordingOwner> owners = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      owners.add(new RecordingOwner());
      bench.demand(owners.get(i), "a" + i, "b" + i, "c" + i);
    }
    assertThat(bench.fetcher.underWay()).hasSize(6);

    bench.fetcher.underWay().get(0).answer(503, BODY);
    bench.fetcher.underWay().get(0).answer(503, BODY);
    assertThat(bench.budget.limit("http://origin.test")).isEqualTo(4);

    for (int i = 0; i < 60; i++) {
      bench.fetcher.underWay().get(0).succeed(BODY);
      bench.storing.runAll();
    }
    assertThat(bench.budget.limit("http://origin.test")).isEqualTo(8);
  }

  @Test
  void demand_originDown_isAskedNowAndThenUntilItAnswers() {
    for (int i = 0; i < 5; i++) {
      bench.read("down" + i).close();
      bench.fetcher.underWay().forEach(fetch -> fetch.fail(Cause.TIMEOUT));
    }
    int sent = bench.fetcher.all().size();

    bench.demand(owner, "1", "2");
    assertThat(bench.fetcher.all()).hasSize(sent);
    assertThat(bench.read("viewer").fill().failureReason()).isEqualTo(Reason.ORIGIN_FAILED);
    advance(Duration.ofSeconds(1));
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");

    bench.succeed("1", BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("2");
    assertThat(bench.count(Counter.ORIGIN_OUTAGES)).isEqualTo(1);
  }

  @Test
  void demand_roomForFewTypicalSegments_onlySoManyAreUnderWay() {
    bench.estimates.onBody("http://origin.test", 100_000, 1);
    bench.store.usage(new StoreUsage(0, 0, 0, 200_000));

    bench.demand(owner, "1", "2", "3");

    // Two fill more than 80 % of the store, and a third is not begun.
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "2");
    bench.fetcher.last("1").fail(Cause.BROKEN);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("2", "3");
  }

  /** Of both clocks, the timer's last. */
  private void advance(Duration by) {
    bench.clock.advance(by);
    bench.timer.advance(by);
  }

  @Test
  void demand_ofTwoPlaylists_theEarlierDeadlineIsFirst() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    narrow.scheduler.demand(
        owner, List.of(PrefetchWish.predicted(Workbench.segment("late"), Long.MIN_VALUE + 5)));
    narrow.scheduler.demand(
        other, List.of(PrefetchWish.predicted(Workbench.segment("soon"), Long.MAX_VALUE - 5)));

    narrow.succeed("x", BODY);

    // The clock for intervals passes its end in between.
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("soon");
    viewer.close();
  }

  @Test
  void demand_newerToken_isUsedForWhatHasNotBegun() {
    Workbench narrow = new Workbench(1, 8);
    FillReader viewer = narrow.read("x");
    narrow.scheduler.demand(owner, List.of(tokenised("1")));
    narrow.scheduler.demand(other, List.of(tokenised("2")));

    narrow.succeed("x", BODY);

    assertThat(queriesUnderWay(narrow)).containsExactly("token=2");
    narrow.scheduler.demand(owner, List.of(tokenised("3")));
    narrow.succeed("segment", BODY);
    assertThat(narrow.fetcher.all()).hasSize(2);
    viewer.close();
  }

  @Test
  void demand_refusedUnderAnOldToken_isTriedUnderTheNewOne() {
    bench.scheduler.demand(owner, List.of(tokenised("1")));
    bench.fetcher.last("segment").answer(403, BODY);
    bench.scheduler.demand(owner, List.of(tokenised("1")));
    assertThat(bench.fetcher.all()).hasSize(1);

    bench.scheduler.demand(owner, List.of(tokenised("2")));

    assertThat(queriesUnderWay(bench)).containsExactly("token=2");
    bench.succeed("segment", BODY);
    assertThat(bench.store.contains(tokenised("1").resource().key())).isTrue();
  }

  @Test
  void demand_refusedUnderManyTokens_isGivenUp() {
    for (int i = 0; i < 50; i++) {
      bench.scheduler.demand(owner, List.of(tokenised(Integer.toString(i))));
      bench.fetcher.underWay().forEach(fetch -> fetch.answer(403, BODY));
    }

    assertThat(bench.fetcher.all()).hasSize(6);
  }

  @Test
  void demand_announced_isAskedForAtOnceWhateverElseIsUnderWay() {
    Workbench narrow = new Workbench(1, 1);
    FillReader viewer = narrow.read("x");

    narrow.scheduler.demand(
        owner,
        List.of(
            PrefetchWish.predicted(Workbench.segment("listed"), 1),
            PrefetchWish.predicted(Workbench.segment("announced").blocking(), 2)));
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("x", "announced");

    narrow.succeed("x", BODY);
    assertThat(narrow.fetcher.namesUnderWay()).containsExactly("announced", "listed");
    viewer.close();
  }

  @Test
  void demand_announcedInVain_isTriedOnceMoreWhenItIsListed() {
    bench.scheduler.demand(
        owner, List.of(PrefetchWish.predicted(Workbench.segment("part").blocking(), 1)));
    bench.fetcher.last("part").answer(404, BODY);

    bench.demand(owner, "part");

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("part");
    bench.succeed("part", BODY);
  }

  private static List<String> queriesUnderWay(Workbench of) {
    return of.fetcher.underWay().stream().map(fetch -> fetch.request().uri().getQuery()).toList();
  }

  /** One resource, whatever the token is that it is asked for with. */
  private static PrefetchWish tokenised(String token) {
    ResourceRequest request = Workbench.segment("segment?token=" + token);
    CacheKey key = Workbench.key("segment");
    return PrefetchWish.predicted(new ResourceRequest(key, request.fetch(), Kind.SEGMENT), 1);
  }

  @Test
  void demand_storedAlready_isNotFetched() {
    bench.demand(owner, "1");
    bench.succeed("1", BODY);

    bench.demand(owner, "1", "2");

    assertThat(bench.fetcher.count("1")).isEqualTo(1);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("2");
  }

  @Test
  void demand_beingReadByAViewer_isNotFetchedAgain() {
    FillReader viewer = bench.read("1");

    bench.demand(owner, "1", "2");

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "2");
    assertThat(bench.count(Counter.PREFETCHES_TRIGGERED)).isEqualTo(1);
    bench.succeed("1", BODY);
    bench.succeed("2", BODY);
    assertThat(bench.budget.total()).isZero();
    viewer.close();
  }

  @Test
  void demand_viewerWaitsForAPrefetchOnASharedLink_nothingElseSlowsItDown() {
    bench.learnSharedLink();
    bench.demand(owner, "1");
    FillReader viewer = bench.read("1");

    bench.demand(owner, "1", "2");
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");

    bench.succeed("1", BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("2");
    bench.succeed("2", BODY);
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.budget.hasRoom(Workbench.segment("3").fetch())).isTrue();
    viewer.close();
  }

  @Test
  void demand_nobodyWaitsOnASharedLink_oneMoreFindsOutWhetherItIsStillShared() {
    bench.learnSharedLink();

    bench.demand(owner, "1", "2", "3");

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1", "2");
  }

  @Test
  void demand_sameWishAgain_changesNothing() {
    bench.demand(owner, "1");
    bench.demand(owner, "1");
    bench.demand(other, "1");

    assertThat(bench.fetcher.all()).hasSize(1);
    assertThat(bench.scheduler.pending()).isEqualTo(1);
  }

  @Test
  void pump_memoryFull_holdsBackUntilThereIsRoom() {
    bench.heapPercent = 81;
    bench.demand(owner, "1");
    assertThat(bench.fetcher.all()).isEmpty();

    bench.heapPercent = 80;
    bench.scheduler.pump();

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");
  }

  @Test
  void pump_nothingWished_looksAtNoMemory() {
    bench.heapPercent = 81;

    bench.scheduler.pump();

    assertThat(bench.count(Counter.PREFETCHES_HELD_FOR_MEMORY)).isZero();
  }

  @Test
  void close_underWay_cancelsAllAndTakesNoMore() {
    bench.demand(owner, "1", "2", "3", "4");
    bench.fetcher.last("1").fail(Cause.BROKEN);

    bench.scheduler.close();
    bench.demand(owner, "9");
    bench.timer.advance(Duration.ofMinutes(1));

    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.fetcher.count("9")).isZero();
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void close_readByAViewer_letsItFinish() {
    bench.demand(owner, "1");
    FillReader viewer = bench.read("1");

    bench.scheduler.close();
    bench.succeed("1", BODY);

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.budget.total()).isZero();
    viewer.close();
  }

  @Test
  void demand_executorOfTheTimerGone_givesUpQuietly() {
    bench.demand(owner, "1");
    bench.timer.shutdownNow();

    bench.fetcher.last("1").fail(Cause.BROKEN);

    assertThat(bench.scheduler.pending()).isZero();
    assertThat(bench.budget.total()).isZero();
  }

  @Test
  void demand_manyPlaylists_neverMoreThanTheBudget() {
    Workbench narrow = new Workbench(8, 8);
    for (int i = 0; i < 200; i++) {
      narrow.scheduler.demand(new RecordingOwner(), wishes("p" + i + "a", "p" + i + "b"));
    }
    // Two places are for viewers' own requests.
    assertThat(narrow.fetcher.underWay()).hasSize(6);

    while (!narrow.fetcher.underWay().isEmpty()) {
      narrow.fetcher.underWay().get(0).succeed(BODY);
      narrow.storing.runAll();
      assertThat(narrow.fetcher.underWay()).hasSizeLessThanOrEqualTo(6);
    }

    assertThat(narrow.count(Counter.SEGMENTS_PREBUFFERED)).isEqualTo(400);
  }
}
