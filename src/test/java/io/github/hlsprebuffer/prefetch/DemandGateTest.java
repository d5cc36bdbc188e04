package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
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
