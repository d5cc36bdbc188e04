package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The arithmetic of rates. */
final class PacerTest {

  @Test
  void delay_unlimited_isZero() {
    assertThat(new Pacer(0).delay(Long.MAX_VALUE, 0)).isEqualTo(Duration.ZERO);
  }

  @Test
  void delay_aheadOfRate_isWhatIsMissing() {
    assertThat(new Pacer(1_000).delay(500, 100_000_000)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void delay_behindRate_isZero() {
    assertThat(new Pacer(1_000).delay(500, 600_000_000)).isEqualTo(Duration.ZERO);
  }

  @Test
  void pieceBytes_rate_isATwentiethOfASecondWithinBounds() {
    assertThat(new Pacer(1).pieceBytes()).isEqualTo(1);
    assertThat(new Pacer(2_000).pieceBytes()).isEqualTo(100);
    assertThat(new Pacer(1L << 40).pieceBytes()).isEqualTo(64 << 10);
  }
}
