package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How far ahead is fetched of origins that answer in different ways. */
final class LookaheadWindowsTest {
  private static final String ORIGIN = "http://origin.test";
  private static final long MANY_BYTES = 1L << 30;
  private static final long NOW = 7;

  private final PrebufferMetrics metrics = new PrebufferMetrics();
  private final OriginEstimates estimates = new OriginEstimates();
  private final WasteMeter waste = new WasteMeter(metrics);
  private final LookaheadWindows windows = new LookaheadWindows(estimates, waste, MANY_BYTES);

  @Test
  void of_unknownOrigin_isAsConfigured() {
    assertThat(windows.of(ORIGIN, 5, NOW)).isEqualTo(new LookaheadWindow(5, 20, NOW));
    assertThat(windows.fetches(ORIGIN, seconds(1))).isEqualTo(3);
  }

  @Test
  void of_slowOrigin_reachesForTwiceAsLongAsItTakes() {
    answered(Duration.ofMillis(500), 500_000, Duration.ofMillis(2_500));

    assertThat(windows.of(ORIGIN, 5, NOW)).isEqualTo(new LookaheadWindow(5, 20, NOW + seconds(6)));
    assertThat(windows.fetches(ORIGIN, seconds(1))).isEqualTo(8);
    assertThat(windows.fetches(ORIGIN, seconds(4))).isEqualTo(3);
    assertThat(windows.latencyNanos(ORIGIN)).isEqualTo(seconds(1) / 2);
  }

  @Test
  void of_hopelessOrigin_isBounded() {
    answered(Duration.ofSeconds(5), 500_000, Duration.ofMinutes(9));

    assertThat(windows.of(ORIGIN, 5, NOW)).isEqualTo(new LookaheadWindow(5, 20, NOW + seconds(60)));
    assertThat(windows.fetches(ORIGIN, seconds(1))).isEqualTo(12);
  }

  @Test
  void of_smallStore_reachesNoFartherThanConfigured() {
    answered(Duration.ofMillis(500), 500_000, Duration.ofMillis(2_500));
    LookaheadWindows narrow = new LookaheadWindows(estimates, waste, 16 * 3_500_000);

    assertThat(narrow.of(ORIGIN, 5, NOW).maxSegments()).isEqualTo(7);
    assertThat(narrow.of(ORIGIN, 9, NOW).maxSegments()).isEqualTo(9);
  }

  @Test
  void of_noneConfigured_isNone() {
    answered(Duration.ofMillis(500), 500_000, Duration.ofMillis(2_500));

    assertThat(windows.of(ORIGIN, 0, NOW).maxSegments()).isZero();
  }

  @Test
  void of_mostIsWasted_isHalfUntilItIsWatchedAgain() {
    for (int i = 0; i < 4; i++) {
      measured(1_000, 900);
    }
    assertThat(windows.of(ORIGIN, 5, NOW).segments()).isEqualTo(3);
    assertThat(windows.of(ORIGIN, 1, NOW).segments()).isEqualTo(1);

    measured(0, 0);
    assertThat(waste.isHigh()).isTrue();
    for (int i = 0; i < 4; i++) {
      measured(1_000, 0);
    }
    assertThat(windows.of(ORIGIN, 5, NOW).segments()).isEqualTo(5);
  }

  @Test
  void of_wastedOnce_isAsConfigured() {
    measured(1_000, 1_000);

    assertThat(windows.of(ORIGIN, 5, NOW).segments()).isEqualTo(5);
  }

  @Test
  void measure_afterAReset_countsFromZero() {
    measured(1_000_000, 0);
    metrics.reset();
    for (int i = 0; i < 5; i++) {
      measured(100, 100);
    }

    assertThat(waste.isHigh()).isTrue();
  }

  private void measured(long fetchedBytes, long wastedBytes) {
    metrics.add(Counter.BYTES_PREBUFFERED, fetchedBytes);
    metrics.add(Counter.BYTES_WASTED, wastedBytes);
    waste.measure();
  }

  private void answered(Duration latency, long bytes, Duration transfer) {
    ResponseHead head = new ResponseHead(200, HttpFields.EMPTY);
    estimates.onHead(ORIGIN, head, /* askedForRange= */ false, latency.toNanos());
    estimates.onBody(ORIGIN, bytes, transfer.toNanos());
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
