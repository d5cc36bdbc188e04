package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.prefetch.ThreadlessEngine;
import io.github.hlsprebuffer.registry.LiveViewer.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A live channel over days, with viewers who come and go: each segment is fetched once, for
 * somebody, in time, and nothing grows.
 */
final class LiveWeekTest {
  private static final long SEED = Long.getLong("test.seed", 1);
  private static final Duration LENGTH = Duration.parse(System.getProperty("test.live", "P7D"));
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long MEGABYTE = 1 << 20;

  /** Playheads of one viewer on one playlist. */
  private static final int MAX_PLAYHEADS = 4;

  static Stream<Arguments> channels() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    return Stream.of(
        Arguments.of("with dates", new LiveChannel(8, start), LENGTH),
        Arguments.of("without dates", new LiveChannel(6, /* start= */ null), LENGTH.dividedBy(4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("channels")
  void run_viewersComeAndGo_eachSegmentIsFetchedOnceAndNothingGrows(
      String name, LiveChannel channel, Duration length, TestReporter reporter) {
    try (LiveSimulation simulation = new LiveSimulation(channel, SEED)) {
      long hours = length.toHours();
      long early = 0;
      for (long hour = 0; hour < hours; hour++) {
        simulation.run(HOUR);
        assertThat(simulation.violations()).as("seed %d", SEED).isEmpty();
        assertExplained(simulation, channel.window());
        early = hour == hours * 2 / 7 ? usedHeapBytes() : early;
      }
      long late = usedHeapBytes();
      reporter.publishEntry(name, summary(simulation));

      assertPrebuffered(simulation);
      assertThat(late - early).as("growth of the heap").isLessThan(4 * MEGABYTE);
      assertNothingStays(simulation);
    }
  }

  /** Nothing is kept but for what is in a window or was asked for a little while ago. */
  private static void assertExplained(LiveSimulation simulation, int window) {
    PlaylistRegistry registry = simulation.registry();
    ThreadlessEngine engine = simulation.engine();
    assertThat(registry.playlists()).isLessThanOrEqualTo(LiveChannel.PLAYLISTS);
    // What has left a window may be known for as long again.
    assertThat(registry.indexedResources())
        .as("named resources")
        .isLessThanOrEqualTo(LiveChannel.PLAYLISTS * 3 * window);
    assertThat(registry.playheads())
        .as("playheads")
        .isLessThanOrEqualTo((long) MAX_PLAYHEADS * simulation.watchedPlaylists());
    assertThat(engine.scheduler.pending())
        .as("wishes")
        .isLessThanOrEqualTo(LiveChannel.PLAYLISTS * window);
    assertThat(engine.fills.size()).as("fills").isLessThanOrEqualTo(simulation.underWay());
    assertThat(engine.budget.total())
        .as("budget in use: one for each fill, and second requests for those that stall")
        .isBetween(engine.fills.size(), engine.fills.size() + simulation.underWay());
    assertThat(simulation.waiting()).isLessThanOrEqualTo(50 * engine.fills.size());
    assertThat(engine.store.usage().resources()).isLessThanOrEqualTo(storedAtMost());
    assertThat(simulation.timer().scheduledTasks())
        .as("scheduled tasks: two that repeat, and one that watches over each fetch")
        .isBetween(2, 2 + engine.fills.size());
  }

  /** As many as are published while the first of them is fresh or not yet swept away. */
  private static long storedAtMost() {
    Duration kept = Duration.ofSeconds(LiveOrigin.LIFETIME_SECONDS).plusSeconds(12);
    return LiveChannel.PLAYLISTS * kept.toMillis() / LiveChannel.SEGMENT_MILLIS;
  }

  private static void assertPrebuffered(LiveSimulation simulation) {
    String summary = summary(simulation);
    // All but for who looks back a little, in a variant that he has just come to.
    assertThat(simulation.answers(Asked.IN_TURN).prebufferedRatio())
        .as(summary)
        .isGreaterThan(.9999);
    assertThat(simulation.answers(Asked.AFTER_SWITCH).prebufferedRatio())
        .as(summary)
        .isGreaterThan(.99);
    assertThat(simulation.leftBehind())
        .as(summary)
        .isLessThanOrEqualTo(simulation.prefetches() / 1_000);
  }

  private static void assertNothingStays(LiveSimulation simulation) {
    simulation.end(Duration.ofMinutes(5));
    PlaylistRegistry registry = simulation.registry();
    ThreadlessEngine engine = simulation.engine();
    assertThat(simulation.violations()).as("seed %d", SEED).isEmpty();
    assertThat(
            List.of(
                registry.playlists(),
                registry.playheads(),
                (long) registry.indexedResources(),
                (long) engine.scheduler.pending(),
                (long) engine.fills.size(),
                (long) engine.budget.total(),
                engine.store.usage().resources()))
        .containsOnly(0L);
  }

  private static String summary(LiveSimulation simulation) {
    return Arrays.stream(Asked.values())
        .map(why -> why + ": " + simulation.answers(why))
        .collect(
            Collectors.joining(
                "; ",
                "seed " + SEED + ": ",
                "; prefetches: %d, of them %d where a viewer had been"
                    .formatted(simulation.prefetches(), simulation.leftBehind())));
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
