package io.github.hlsprebuffer.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchException.Cause;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
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

  @ParameterizedTest
  @CsvSource({
    "BROKEN, 0, 0, true",
    "BROKEN, 2, 7, true",
    "BROKEN, 3, 3, false",
    "BROKEN, 0, 8, false",
    "CONNECT, 2, 2, true",
    "TIMEOUT, 0, 5, true",
    "TIMEOUT, 1, 1, false",
    "CANCELLED, 0, 0, false",
  })
  void resumes_causeAndTries_whileThatMayHelp(
      Cause cause, int barren, int resumptions, boolean resumes) {
    assertThat(RetryPolicy.resumes(cause, barren, resumptions)).isEqualTo(resumes);
  }

  @Test
  void resumptionDelay_eachThatBroughtNothing_doublesMoreOrLess() {
    RandomGenerator random = new SplittableRandom(1);
    assertThat(RetryPolicy.resumptionDelay(0, random)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(RetryPolicy.resumptionDelay(1, random))
          .isBetween(Duration.ofMillis(100), Duration.ofMillis(300));
      assertThat(RetryPolicy.resumptionDelay(2, random))
          .isBetween(Duration.ofMillis(200), Duration.ofMillis(600));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "502, 0, 1, true",
    "503, 0, 1, true",
    "504, 1000, 1, true",
    "503, 1001, 1, false",
    "503, 0, 2, false",
    "500, 0, 1, false",
    "501, 0, 1, false",
    "429, 0, 1, false",
    "408, 0, 1, false",
    "404, 0, 1, false",
    "200, 0, 1, false",
  })
  void demandPause_errorThatMayPass_isShortOrNone(
      int status, long retryAfterMillis, int attempts, boolean repeats) {
    Duration retryAfter = Duration.ofMillis(retryAfterMillis);

    Duration pause =
        RetryPolicy.demandPause(
            status, retryAfter, attempts, /* servesOthers= */ false, new SplittableRandom(1));

    assertThat(pause != null).isEqualTo(repeats);
    if (pause != null) {
      assertThat(pause.minus(retryAfter)).isBetween(Duration.ofMillis(50), Duration.ofMillis(150));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "503, 1, 100",
    "503, 2, 200",
    "503, 3, 400",
    "503, 4, 800",
    "503, 5, -1",
    "502, 2, -1",
    "504, 2, -1",
    "429, 1, -1",
  })
  void demandPause_originServesOthers_isThereAFewTimesAndDoubles(
      int status, int attempts, long millis) {
    RandomGenerator random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      Duration pause =
          RetryPolicy.demandPause(
              status, Duration.ZERO, attempts, /* servesOthers= */ true, random);

      assertThat(pause != null).isEqualTo(millis > 0);
      if (pause != null) {
        assertThat(pause)
            .isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis * 3 / 2));
      }
    }
  }

  @Test
  void prefetchDelay_jittered_neverComesBeforeTheOriginSays() {
    RandomGenerator random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      assertThat(RetryPolicy.prefetchDelay(1, Duration.ZERO, random))
          .isBetween(Duration.ofMillis(250), Duration.ofMillis(750));
      assertThat(RetryPolicy.prefetchDelay(1, Duration.ofSeconds(9), random)).hasSeconds(9);
      assertThat(RetryPolicy.prefetchDelay(1, Duration.ofDays(1), random)).hasMinutes(1);
    }
  }
}
