package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that publishes versions, and somebody who loads them when it seems to be time. */
final class PublicationsTest {
  private static final Duration DURATION = Duration.ofSeconds(2);
  private static final Duration HALF = Duration.ofSeconds(1);
  private static final int VERSIONS = 100;

  /** Where times of the JVM may begin: at the end of what a long holds. */
  private static final long BEGIN = Long.MAX_VALUE - DURATION.toNanos();

  private final Publications publications = new Publications();
  private final List<Duration> delays = new ArrayList<>();
  private int loads;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 700, 1_000, 1_999})
  void nextLoad_regularOrigin_findsVersionsSoonWithHardlyMoreLoadsThanVersions(long sinceMillis) {
    follow(version -> millis(2_000L * version - sinceMillis));

    List<Duration> settled = delays.subList(20, VERSIONS);
    assertThat(settled).allMatch(delay -> delay.compareTo(HALF) <= 0);
    assertThat(average(settled)).isLessThan(200);
    assertThat(loads).isLessThanOrEqualTo(VERSIONS * 12 / 10);
  }

  /** Encoders' clocks are not ours. */
  @ParameterizedTest
  @ValueSource(longs = {1_996, 2_004})
  void nextLoad_originFastOrSlow_isFollowed(long periodMillis) {
    follow(version -> millis(periodMillis * version - 700));

    assertThat(average(delays.subList(20, VERSIONS))).isLessThan(250);
  }

  @Test
  void nextLoad_irregularOrigin_hasNotManyMoreLoadsThanAPlayerMakes() {
    follow(version -> millis(2_000L * version + (version % 3) * 600));

    assertThat(loads).isLessThanOrEqualTo(VERSIONS * 2);
    assertThat(delays).allMatch(delay -> delay.compareTo(DURATION) <= 0);
  }

  /** RFC 8216bis §6.3.4. */
  @Test
  void nextLoad_versionDoesNotCome_isHalfATargetDurationLaterEachTime() {
    publications.changed(BEGIN, DURATION, HALF);
    assertThat(publications.nextLoadNanos() - BEGIN).isEqualTo(DURATION.toNanos());

    for (int i = 0; i < 5; i++) {
      long begun = publications.nextLoadNanos();
      publications.unchanged(begun, HALF);
      assertThat(publications.nextLoadNanos() - begun).isEqualTo(HALF.toNanos());
    }
  }

  @Test
  void nextLoad_somebodyElseLoadsTooSoon_isWhenTheVersionIsDue() {
    publications.changed(BEGIN, DURATION, HALF);
    publications.unchanged(BEGIN + HALF.toNanos(), HALF);

    assertThat(publications.nextLoadNanos() - BEGIN).isEqualTo(DURATION.toNanos());
  }

  /** The first version is there when the first load begins. */
  private void follow(LongUnaryOperator published) {
    long now = BEGIN;
    long known = 0;
    publications.changed(now, DURATION, HALF);
    while (known < VERSIONS) {
      long before = now;
      now = publications.nextLoadNanos();
      assertThat(now - before).isGreaterThanOrEqualTo(HALF.toNanos());
      loads++;
      long newest = known;
      while (now - (BEGIN + published.applyAsLong(newest + 1)) >= 0) {
        newest++;
        delays.add(Duration.ofNanos(now - (BEGIN + published.applyAsLong(newest))));
      }
      if (newest == known) {
        publications.unchanged(now, HALF);
      } else {
        publications.changed(now, DURATION, HALF);
      }
      known = newest;
    }
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private static double average(List<Duration> delays) {
    return delays.stream().mapToLong(Duration::toMillis).average().orElseThrow();
  }
}
