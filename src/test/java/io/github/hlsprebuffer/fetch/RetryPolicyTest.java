package io.github.hlsprebuffer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryPolicyTest {

  @ParameterizedTest
  @CsvSource({
    "CONNECT, 1, true",
    "BROKEN, 1, true",
    "TIMEOUT, 1, false",
    "CANCELLED, 1, false",
    "CONNECT, 2, false",
    "BROKEN, 2, false",
  })
  void retriesDemand_causeAndAttempts_once(Cause cause, int attempts, boolean retries) {
    assertThat(RetryPolicy.retriesDemand(cause, attempts)).isEqualTo(retries);
  }

  @ParameterizedTest
  @CsvSource({
    "408, true",
    "429, true",
    "500, true",
    "502, true",
    "503, true",
    "504, true",
    "501, false",
    "200, false",
    "302, false",
    "401, false",
    "403, false",
    "404, false",
    "410, false",
    "416, false",
  })
  void isPassing_status_onlyWhereItIsAnAccident(int status, boolean passing) {
    assertThat(RetryPolicy.isPassing(status)).isEqualTo(passing);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "4, false", "5, false"})
  void retriesPrefetch_attempts_fourInAll(int attempts, boolean retries) {
    assertThat(RetryPolicy.retriesPrefetch(attempts)).isEqualTo(retries);
  }

  @ParameterizedTest
  @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 4000"})
  void prefetchDelay_eachAttempt_doubles(int attempts, long millis) {
    assertThat(RetryPolicy.prefetchDelay(attempts)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void prefetchDelay_anyNumberOfAttempts_isPositiveAndBounded() {
    assertThat(RetryPolicy.prefetchDelay(0)).isPositive();
    assertThat(RetryPolicy.prefetchDelay(Integer.MAX_VALUE))
        .isPositive()
        .isLessThan(Duration.ofMinutes(10));
  }
}
