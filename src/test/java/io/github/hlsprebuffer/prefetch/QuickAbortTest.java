package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuickAbortTest {
  @ParameterizedTest
  @CsvSource({
    "0, 100, false",
    "1, 100, true",
    "100, 65636, true",
    "99, 65636, false",
    "740000, 1000000, false",
    "750000, 1000000, true",
    "900000, -1, false",
    "0, 0, false",
  })
  void isNearlyDone_receivedOfAnnounced(long received, long announced, boolean expected) {
    assertThat(QuickAbort.isNearlyDone(received, announced)).isEqualTo(expected);
  }
}
