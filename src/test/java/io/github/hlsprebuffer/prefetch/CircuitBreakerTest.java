package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CircuitBreakerTest {
  private static final String ORIGIN = "http://origin.test";

  private final FakeClock clock = new FakeClock();
  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private final CircuitBreaker breaker = new CircuitBreaker(clock.nanoTimeSource(), metrics);

  @Test
  void admits_fourFailures_stillAll() {
    fail(4);

    assertThat(breaker.admits(ORIGIN)).isTrue();
    assertThat(breaker.pauseNanos(ORIGIN)).isZero();
  }

  @Test
  void admits_answersInBetween_stillAll() {
    for (int i = 0; i < 10; i++) {
      fail(4);
      breaker.onAnswer(ORIGIN);
    }

    assertThat(breaker.admits(ORIGIN)).isTrue();
    assertThat(metrics.value(Counter.ORIGIN_OUTAGES)).isZero();
  }

  @Test
  void admits_fiveFailures_noneForASecondThenOne() {
    fail(5);
    assertThat(breaker.admits(ORIGIN)).isFalse();
    assertThat(breaker.admits("http://other.test")).isTrue();
    assertThat(breaker.pauseNanos(ORIGIN)).isEqualTo(Duration.ofSeconds(1).toNanos());

    clock.advance(Duration.ofSeconds(1));
    assertThat(breaker.pauseNanos(ORIGIN)).isZero();
    assertThat(breaker.admits(ORIGIN)).isTrue();
    assertThat(breaker.admits(ORIGIN)).isFalse();
    assertThat(metrics.value(Counter.ORIGIN_OUTAGES)).isEqualTo(1);
  }

  @Test
  void admits_downForLong_asksEveryHalfMinute() {
    fail(5);
    int asked = 0;
    for (int second = 0; second < 600; second++) {
      clock.advance(Duration.ofSeconds(1));
      if (breaker.admits(ORIGIN)) {
        asked++;
        fail(1);
      }
    }

    assertThat(asked).isBetween(20, 25);
    assertThat(breaker.pauseNanos(ORIGIN)).isLessThanOrEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void admits_answersAgain_allAtOnce() {
    fail(5);
    clock.advance(Duration.ofSeconds(1));
    breaker.admits(ORIGIN);

    breaker.onAnswer(ORIGIN);

    assertThat(breaker.admits(ORIGIN)).isTrue();
    assertThat(breaker.admits(ORIGIN)).isTrue();
    fail(4);
    assertThat(breaker.admits(ORIGIN)).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.onSilence(ORIGIN);
    }
  }
}
