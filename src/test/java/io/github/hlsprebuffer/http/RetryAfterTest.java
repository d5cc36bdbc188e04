package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "' 5 ', 5",
    "0, 0",
    "999999999, 999999999",
    "'Mon, 04 May 2026 12:00:30 GMT', 30",
    "'Mon, 04 May 2026 11:59:30 GMT', 0",
    "-1, 0",
    "1.5, 0",
    "soon, 0",
    "99999999999999999999, 0",
    "'', 0",
  })
  void of_value_isThatLong(String value, long seconds) {
    HttpFields response = HttpFields.EMPTY.with("Retry-After", value);

    assertThat(RetryAfter.of(response, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void of_noField_isZero() {
    assertThat(RetryAfter.of(HttpFields.EMPTY, NOW)).isZero();
  }
}
