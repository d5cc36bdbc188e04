package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyPatternTest {
  private static final BodyPattern PATTERN = new BodyPattern(1);

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "0, 8", "7, 2", "8, 8", "13, 100", "999, 1"})
  void bytes_ofAPart_areThoseOfTheWhole(int offset, int length) {
    byte[] whole = PATTERN.bytes(0, 1000);
    assertThat(PATTERN.bytes(offset, length))
        .isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
  }

  @Test
  void mismatch_bytesOfAnotherPlaceOrVariant_isFound() {
    byte[] seen = PATTERN.bytes(100, 50);
    assertThat(PATTERN.mismatch(100, seen)).isEqualTo(-1);
    assertThat(PATTERN.mismatch(101, seen)).isNotNegative();
    assertThat(PATTERN.mismatch(108, seen)).isNotNegative();
    assertThat(new BodyPattern(2).mismatch(100, seen)).isNotNegative();
    seen[49]++;
    assertThat(PATTERN.mismatch(100, seen)).isEqualTo(49);
  }
}
