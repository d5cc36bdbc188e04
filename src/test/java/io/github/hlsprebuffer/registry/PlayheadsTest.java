package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlayheadsTest {
  private static final int WINDOW = 5;
  private static final Pace PACE =
      new Pace(Duration.ofMillis(300).toNanos(), Duration.ofSeconds(2).toNanos());

  private final Playheads heads = new Playheads(new PlayheadLimit(Long.MAX_VALUE));
  private long nowNanos;

  @Test
  void move_first_beginsAPlayhead() {
    move("a", 10);

    assertThat(positions()).containsExactly(10L);
    assertThat(heads.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "11, 11", "15, 15", "10, 10", "9, 10", "8, 10",
  })
  void move_nearby_continuesThePlayheadAndNeverDragsItBack(long next, long position) {
    move("a", 10);

    move("a", next);

    assertThat(positions()).containsExactly(position);
    assertThat(heads.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"16", "1000", "7", "0"})
  void move_farAway_isASeekThatPutsTheOldPlayheadToSleep(long target) {
    move("a", 10);

    move("a", target);

    assertThat(positions()).containsExactly(target);
  }

  @Test
  void move_twoViewersBehindOneAddress_bothGoOn() {
    move("a", 10);
    move("a", 500);

    for (int i = 1; i <= 5; i++) {
      move("a", 10 + i);
      move("a", 500 + i);
      assertThat(positions()).containsExactly(10L + i, 500L + i);
    }
    assertThat(heads.size()).isEqualTo(2);
  }

  @Test
  void move_otherViewer_leavesTheFirstAlone() {
    move("a", 10);

    move("b", 500);
    move("b", 900);

    assertThat(positions()).containsExactly(10L, 900L);
  }

  @Test
  void move_samePositionOfTwoViewers_isToldOnce() {
    move("a", 10);
    move("b", 10);

    assertThat(positions()).containsExactly(10L);
    assertThat(heads.size()).isEqualTo(2);
  }

  @Test
  void move_betweenTwoPlayheads_continuesTheNearest() {
    move("a", 10);
    move("a", 17);
    move("a", 11);

    move("a", 15);

    assertThat(positions()).containsExactly(11L, 17L);
  }

  @Test
  void move_betweenOneAwakeAndOneAsleep_continuesTheOneAwake() {
    move("a", 5);
    move("a", 2);
    move("a", 3);

    move("a", 4);

    assertThat(positions()).containsExactly(4L);
  }

  @Test
  void move_manySeeks_areBoundedForEachViewer() {
    for (int i = 0; i < 100; i++) {
      nowNanos++;
      move("a", i * 100L);
    }
    move("b", 7);

    assertThat(heads.size()).isEqualTo(5);
    assertThat(positions()).containsExactly(7L, 9_900L);
  }

  @Test
  void move_pastTheBoundOfAViewer_forgetsTheOldest() {
    for (long position : List.of(0L, 100L, 200L, 300L, 400L)) {
      nowNanos++;
      move("a", position);
    }

    move("a", 101);
    move("a", 1);

    // 101 went on from 100; 0 was forgotten, so 1 is a seek.
    assertThat(positions()).containsExactly(1L);
  }

  @Test
  void move_manyViewers_areBoundedInAll() {
    for (int i = 0; i < 3_000; i++) {
      nowNanos++;
      move("viewer" + i, i);
    }

    assertThat(heads.size()).isEqualTo(2_000);
    assertThat(positions()).contains(2_999L).doesNotContain(0L, 999L).contains(1_000L);
  }

  @Test
  void move_windowOfZero_stillFollowsOneStep() {
    heads.move(
        ViewerRequest.of("a"), List.of(MediaPosition.ofSegment(10)), 0, Pace.UNKNOWN, nowNanos);
    heads.move(
        ViewerRequest.of("a"), List.of(MediaPosition.ofSegment(11)), 0, Pace.UNKNOWN, nowNanos);

    assertThat(heads.size()).isEqualTo(1);
    assertThat(positions()).containsExactly(11L);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 11 90, 11",
    "10, 9 90, 10",
    "10, 10 11 12 90, 11",
    "90, 11 91, 91",
    "50, 11 91, 11",
  })
  void move_segmentAtSeveralPlaces_isTakenForTheOneThatGoesOn(
      long before, String places, long position) {
    move("a", before);

    heads.move(
        ViewerRequest.of("a"),
        Stream.of(places.split(" ")).map(Long::valueOf).map(MediaPosition::ofSegment).toList(),
        WINDOW,
        Pace.UNKNOWN,
        nowNanos);

    assertThat(positions()).containsExactly(position);
  }

  @Test
  void forgetIdle_notHeardOf_areForgotten() {
    move("a", 10);
    nowNanos = 50;
    move("b", 20);

    assertThat(heads.forgetIdle(99, 100)).isFalse();
    assertThat(heads.forgetIdle(100, 100)).isTrue();
    assertThat(positions()).containsExactly(20L);
    assertThat(heads.forgetIdle(150, 100)).isTrue();
    assertThat(heads.isEmpty()).isTrue();
  }

  @Test
  void forgetIdle_clockPassesItsEnd_countsOn() {
    nowNanos = Long.MAX_VALUE - 10;
    move("a", 10);

    assertThat(heads.forgetIdle(Long.MIN_VALUE + 10, 100)).isFalse();
    assertThat(heads.forgetIdle(Long.MIN_VALUE + 100, 100)).isTrue();
  }

  @Test
  void clear_all_areForgotten() {
    move("a", 10);

    heads.clear();

    assertThat(heads.isEmpty()).isTrue();
    assertThat(positions()).isEmpty();
  }

  @Test
  void move_playerSaysNothing_bufferIsWhatItAskedForWithoutWhatHasBeenPlayed() {
    long began = nowNanos;
    move("a", 10);
    assertThat(bufferedUntil() + 2 * PACE.segmentNanos())
        .as("the next two are asked for as soon as the first is there")
        .isEqualTo(began + PACE.startNanos());

    nowNanos += PACE.startNanos();
    move("a", 11);
    move("a", 12);
    move("a", 12);
    assertThat(bufferedUntil()).isEqualTo(began + PACE.startNanos() + PACE.segmentNanos());

    nowNanos += Duration.ofSeconds(60).toNanos();
    move("a", 13);
    assertThat(bufferedUntil()).isEqualTo(nowNanos);
  }

  @Test
  void move_playerAsksAsFastAsItPlays_nextRequestComesAfterASegmentWhateverIsBuffered() {
    move("a", 10);
    move("a", 11);
    move("a", 12);
    move("a", 13);

    nowNanos += PACE.segmentNanos() * 9 / 10;
    move("a", 14);
    assertThat(bufferedUntil()).isEqualTo(nowNanos);

    nowNanos += PACE.segmentNanos() / 2;
    move("a", 14);
    assertThat(bufferedUntil()).as("a repetition says nothing").isEqualTo(nowNanos);

    nowNanos += PACE.segmentNanos() / 4;
    move("a", 15);
    assertThat(bufferedUntil()).isEqualTo(nowNanos);
  }

  private long bufferedUntil() {
    return heads.standpoints().get(0).bufferedUntilNanos();
  }

  private void move(String viewer, long position) {
    heads.move(
        ViewerRequest.of(viewer),
        List.of(MediaPosition.ofSegment(position)),
        WINDOW,
        PACE,
        nowNanos);
  }

  private List<Long> positions() {
    return heads.standpoints().stream().map(Standpoint::furthest).sorted().toList();
  }
}
