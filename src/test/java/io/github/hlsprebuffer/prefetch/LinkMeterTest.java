package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LinkMeterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LinkMeter meter = new LinkMeter();
  private long now = -SECOND;

  @Test
  void useful_nothingMeasured_isUnknown() {
    assertThat(meter.useful()).isZero();
  }

  @Test
  void useful_eachConnectionHasItsLimit_hasNoBound() {
    bring(1, 600_000);
    assertThat(meter.useful()).isEqualTo(1);

    bring(8, 600_000);

    assertThat(meter.useful()).isZero();
  }

  @Test
  void useful_moreBroughtNoMore_isAsManyAsBroughtTheirShare() {
    bring(1, 600_000);
    bring(8, 600_000);

    bring(10, 480_000);

    assertThat(meter.useful()).isEqualTo(8);
  }

  @Test
  void useful_moreBroughtLessThanTheirShare_isAsManyAsBroughtMost() {
    bring(1, 600_000);
    bring(2, 600_000);

    bring(8, 300_000);

    assertThat(meter.useful()).isEqualTo(8);
  }

  @Test
  void useful_nobodyKnowsWhetherFewerBringAsMuch_isAsManyAsWereTried() {
    bring(8, 600_000);

    assertThat(meter.useful()).isEqualTo(8);
  }

  @Test
  void useful_allShareALink_isOne() {
    bring(6, 100_000);
    bring(1, 600_000);

    assertThat(meter.useful()).isEqualTo(1);
  }

  @Test
  void useful_fewerAreTriedThanBroughtTheirShare_isNoBound() {
    bring(8, 600_000);

    for (int i = 0; i < 100; i++) {
      bring(2, 600_000);
    }

    assertThat(meter.useful()).isZero();
  }

  @Test
  void useful_linkGetsNarrow_fallsWhereThatIsSeen() {
    bring(1, 600_000);
    bring(8, 600_000);

    for (int i = 0; i < 20; i++) {
      bring(8, 75_000);
    }

    assertThat(meter.useful()).isEqualTo(1);
  }

  @Test
  void useful_connectionsGetSlower_hasNoBoundAsBefore() {
    bring(4, 600_000);

    for (int i = 0; i < 100; i++) {
      bring(1, 300_000);
      bring(4, 300_000);
    }

    assertThat(meter.useful()).isZero();
  }

  @Test
  void received_atTheReadersPace_saysNothing() {
    meter.begin(now);
    meter.received(600_000, /* tells= */ false, now + SECOND / 10);
    meter.end(now + SECOND);

    assertThat(meter.useful()).isZero();
  }

  @Test
  void received_tooShortToTell_saysNothing() {
    meter.begin(now);
    meter.received(600_000, /* tells= */ true, now + SECOND / 100);
    meter.end(now + SECOND / 100);

    assertThat(meter.useful()).isZero();
  }

  /** So many bodies arrive at once for a second. */
  private void bring(int atOnce, int bytesPerSecond) {
    for (int i = 0; i < atOnce; i++) {
      meter.begin(now);
    }
    for (int tenth = 0; tenth < 10; tenth++) {
      now += SECOND / 10;
      for (int i = 0; i < atOnce; i++) {
        meter.received(bytesPerSecond / 10, /* tells= */ true, now);
      }
    }
    for (int i = 0; i < atOnce; i++) {
      meter.end(now);
    }
  }
}
