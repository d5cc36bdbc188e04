package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What players' own requests wait for while an origin has too much to do. */
final class DemandGateTest {
  private static final byte[] BODY = Bodies.body(1, 100);

  private final Workbench bench = new Workbench();
  private final RecordingOwner owner = new RecordingOwner();

  @Test
  void admit_originWell_letsAllThroughAtOnce() {
    for (int i = 0; i < 50; i++) {
      bench.read("v" + i);
    }

    assertThat(bench.fetcher.underWay()).hasSize(50);
    assertThat(bench.gate.size()).isZero();
  }

  @Test
  void admit_overloaded_waitsForAPlaceAndComesBeforePrefetches() throws Exception {
    overload();
    assertThat(bench.budget.limit("http://origin.test")).isEqualTo(3);
    List<FillReader> viewers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      viewers.add(bench.read("w" + i));
    }
    bench.demand(owner, "ahead");
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("w0", "w1", "w2");
    assertThat(bench.gate.size()).isEqualTo(2);

    bench.succeed("w1", BODY);
    assertThat(bench.fetcher.namesUnderWay()).startsWith("w0", "w2", "w3").doesNotContain("ahead");
    bench.succeed("w0", BODY);
    assertThat(bench.fetcher.namesUnderWay()).startsWith("w2", "w3", "w4").doesNotContain("w0");
    bench.succeed("w2", BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("w3", "w4", "ahead");
    bench.succeed("w3", BODY);
    bench.succeed("w4", BODY);

    assertThat(Workbench.readAll(viewers.get(4))).isEqualTo(BODY);
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("ahead");
    bench.succeed("ahead", BODY);
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.gate.size()).isZero();
  }

  @Test
  void admit_noPlaceForTwoSeconds_isSentAllTheSame() {
    overload();
    for (int i = 0; i < 4; i++) {
      bench.read("w" + i);
    }
    assertThat(bench.fetcher.underWay()).hasSize(3);

    bench.timer.advance(Duration.ofSeconds(2));

    assertThat(bench.fetcher.namesUnderWay()).containsExactly("w0", "w1", "w2", "w3");
    assertThat(bench.budget.total()).isEqualTo(4);
    bench.succeed("w0", BODY);
    assertThat(bench.gate.size()).isZero();
  }

  @Test
  void admit_otherOrigin_isNotHeldBack() {
    overload();
    for (int i = 0; i < 4; i++) {
      bench.read("w" + i);
    }

    bench.loader.demand(
        Workbench.at("http://cdn.test", "c", ResourceRequest.Kind.SEGMENT), PlaylistObserver.NONE);

    assertThat(bench.fetcher.namesUnderWay()).contains("c");
  }

  @Test
  void admit_shuttingDown_isSent() {
    overload();
    bench.timer.shutdownNow();
    for (int i = 0; i < 4; i++) {
      bench.read("w" + i);
    }

    assertThat(bench.fetcher.underWay()).hasSize(4);
  }

  @Test
  void admit_waits_noPrefetchTakesAPlaceThatComesFree() {
    overload();
    for (int i = 0; i < 4; i++) {
      bench.read("w" + i);
    }

    // A place comes free, and whoever prefetches sees it before the gate does.
    bench.budget.release(Workbench.segment("w0").fetch());
    bench.demand(owner, "ahead");
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("w0", "w1", "w2");

    bench.gate.pump();
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("w0", "w1", "w2", "w3");
  }

  @Test
  void refused_placeIsLeftToAnotherAndKeptFromPrefetches() throws Exception {
    List<FillReader> viewers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      viewers.add(bench.read("w" + i));
    }
    bench.demand(owner, "ahead");
    for (int i = 4; i < 12; i++) {
      bench.fetcher.last("w" + i).answer(503, BODY);
    }
    assertThat(bench.budget.total()).isEqualTo(4);
    assertThat(bench.budget.limit("http://origin.test")).isEqualTo(6);
    for (int i = 0; i < 4; i++) {
      bench.succeed("w" + i, BODY);
    }
    assertThat(bench.fetcher.underWay()).as("in the pause").isEmpty();

    bench.pauses.advance(Duration.ofMillis(150));

    assertThat(bench.fetcher.underWay()).as("no more than it bears").hasSize(6);
    assertThat(bench.gate.size()).isEqualTo(2);
    while (!bench.fetcher.underWay().isEmpty()) {
      bench.fetcher.underWay().get(0).succeed(BODY);
      bench.storing.runAll();
    }
    for (FillReader viewer : viewers) {
      assertThat(Workbench.readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.all().get(bench.fetcher.all().size() - 1).name()).isEqualTo("ahead");
    assertThat(bench.budget.total()).isZero();
  }

  @Test
  void refusedAgain_originServesOthers_waitsOnceMoreInsteadOfBeingToldSo() throws Exception {
    FillReader viewer = bench.read("w");
    for (int i = 0; i < 4; i++) {
      bench.fetcher.last("w").answer(503, BODY);
      bench.clock.advance(Duration.ofMillis(10));
      bench.read("other" + i).close();
      bench.succeed("other" + i, BODY);
      bench.pauses.advance(Duration.ofMillis(1_200));
    }
    bench.succeed("w", BODY);

    assertThat(viewer.awaitHead(HttpFields.EMPTY, Duration.ZERO).status()).isEqualTo(200);
    assertThat(bench.fetcher.count("w")).isEqualTo(5);
  }

  @Test
  void refused_viewerLeavesWhileItWaitsForItsTurn_nothingIsLeft() {
    FillReader viewer = bench.loader.pass(Workbench.segment("w"), PlaylistObserver.NONE);
    bench.fetcher.last("w").answer(503, BODY);
    for (int i = 0; i < 8; i++) {
      bench.read("other" + i);
    }
    bench.pauses.advance(Duration.ofMillis(150));
    assertThat(bench.gate.size()).isPositive();

    viewer.close();
    while (!bench.fetcher.underWay().isEmpty()) {
      bench.fetcher.underWay().get(0).succeed(BODY);
      bench.storing.runAll();
    }

    assertThat(bench.fetcher.count("w")).isEqualTo(1);
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.gate.size()).isZero();
    bench.demand(owner, "ahead");
    assertThat(bench.fetcher.namesUnderWay()).containsExactly("ahead");
  }

  /** Four requests are under way when the origin refuses one of them. */
  private void overload() {
    for (int i = 0; i < 4; i++) {
      bench.read("first" + i);
    }
    bench.fetcher.last("first0").answer(429, BODY);
    for (int i = 1; i < 4; i++) {
      bench.succeed("first" + i, BODY);
    }
  }
}
