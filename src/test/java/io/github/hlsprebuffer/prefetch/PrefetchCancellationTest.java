package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of prefetches that nobody wishes for any more. */
final class PrefetchCancellationTest {
  private static final byte[] BODY = Bodies.body(1, 100);

  private final Workbench bench = new Workbench();
  private final RecordingOwner owner = new RecordingOwner();
  private final RecordingOwner other = new RecordingOwner();

  @Test
  void demand_withoutWhatIsRunning_cancelsItAndStartsTheNew() {
    bench.demand(owner, "1", "2", "3", "4");

    bench.demand(owner, "100", "101", "102");

    assertThat(bench.fetcher.namesUnderWay()).containsExactlyInAnyOrder("100", "101", "102");
    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
    assertThat(bench.count(Counter.PREFETCHES_CANCELLED)).isEqualTo(3);
    assertThat(bench.fetcher.count("4")).isZero();
    assertThat(bench.budget.total()).isEqualTo(3);
  }

  @Test
  void withdraw_bodyUnderWay_cancelsIt() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").head(200).data(Bodies.body(1, 50));

    bench.demand(owner);

    assertThat(bench.fetcher.last("1").isCancelled()).isTrue();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void withdraw_bodyNearlyDone_isFetchedToItsEndAndStored() {
    bench.demand(owner, "1");
    ScriptedFetch fetch = bench.fetcher.last("1");
    fetch.head(200, "Content-Length", "100", "Cache-Control", "max-age=60");
    fetch.data(Bodies.body(1, 90));

    bench.demand(owner);
    assertThat(fetch.isCancelled()).isFalse();
    fetch.data(new byte[10]).complete();
    bench.storing.runAll();

    assertThat(bench.store.contains(key("1"))).isTrue();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void withdraw_readByAViewer_goesOnAndIsStored() throws Exception {
    bench.demand(owner, "1");
    FillReader viewer = bench.read("1");

    bench.demand(owner);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");
    bench.succeed("1", BODY);

    assertThat(Workbench.readAll(viewer)).isEqualTo(BODY);
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.store.wasRequested(key("1"))).isTrue();
    assertThat(bench.scheduler.pending()).isZero();
    viewer.close();
  }

  @Test
  void withdraw_otherStillWishes_goesOn() {
    bench.demand(owner, "1");
    bench.demand(other, "1");

    bench.demand(owner);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");

    bench.demand(other);
    assertThat(bench.fetcher.namesUnderWay()).isEmpty();
  }

  @Test
  void withdraw_startedForOneWishedByOther_freesThePlaceOfTheFirst() {
    bench.demand(owner, "1", "2", "3");
    bench.demand(other, "1", "2", "3");
    bench.demand(owner);

    bench.succeed("1", BODY);
    bench.succeed("2", BODY);
    bench.succeed("3", BODY);
    bench.demand(owner, "4", "5", "6", "7");

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("4", "5", "6");
  }

  @Test
  void demand_wishedAgainWhileBeingCancelled_isFetchedAgain() {
    bench.fetcher.holdCancels();
    bench.demand(owner, "1");
    ScriptedFetch first = bench.fetcher.last("1");
    bench.demand(owner);
    assertThat(first.isCancelled()).isTrue();

    bench.demand(owner, "1");
    first.confirmCancel();
    bench.timer.runDue();

    assertThat(bench.fetcher.count("1")).isEqualTo(2);
    bench.succeed("1", BODY);
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.budget.total()).isZero();
  }

  @Test
  void demand_byAViewerWhileBeingCancelled_isFetchedAnew() throws Exception {
    bench.fetcher.holdCancels();
    bench.demand(owner, "1");
    ScriptedFetch first = bench.fetcher.last("1");
    bench.demand(owner);

    FillReader viewer = bench.read("1");
    assertThat(viewer.isLeader()).isTrue();
    first.confirmCancel();
    bench.succeed("1", BODY);

    assertThat(Workbench.readAll(viewer)).isEqualTo(BODY);
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
    viewer.close();
  }

  @Test
  void demand_cancelledTooLate_isStoredAllTheSame() {
    bench.fetcher.holdCancels();
    bench.demand(owner, "1");
    bench.fetcher.last("1").succeed(BODY);

    bench.demand(owner);
    bench.storing.runAll();

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.count(Counter.PREFETCHES_CANCELLED)).isZero();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void withdraw_waitingForAnotherTry_isNotTriedAgain() {
    bench.demand(owner, "1");
    bench.fetcher.last("1").fail(Cause.BROKEN);

    bench.demand(owner);
    bench.timer.advance(Duration.ofMinutes(1));

    assertThat(bench.fetcher.count("1")).isEqualTo(1);
    assertThat(bench.scheduler.pending()).isZero();
  }

  @Test
  void withdraw_unknownOwner_isWithoutEffect() {
    bench.demand(owner, "1");

    bench.demand(other);

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("1");
  }
}
