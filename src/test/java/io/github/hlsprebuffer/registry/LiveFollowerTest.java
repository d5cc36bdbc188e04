package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Live playlists that are read again by the registry itself. Segments last six seconds. */
final class LiveFollowerTest {
  private static final Duration TARGET = Duration.ofSeconds(6);
  private static final Duration HALF = Duration.ofSeconds(3);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final String NAME = "a.m3u8";

  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void watched_afterAChange_isLoadedAfterADurationOfItsLastSegment() {
    watch();

    bench.timer.advance(TARGET.minus(MOMENT));
    assertThat(bench.loads.names()).isEmpty();
    bench.timer.advance(MOMENT);
    assertThat(bench.loads.names()).containsExactly(NAME);
  }

  @Test
  void watched_newVersionComes_itsSegmentIsWishedForBeforeAnybodyAsks() {
    watch();
    bench.timer.advance(TARGET);
    assertThat(bench.demands.names()).containsExactly("segment14.ts");

    bench.loads.last().succeed(Playlists.live(11, 5));

    assertThat(bench.demands.names()).containsExactly("segment14.ts", "segment15.ts");
    bench.timer.advance(TARGET);
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  @Test
  void watched_nothingHasChanged_isLoadedAfterHalfATargetDuration() {
    watch();
    bench.timer.advance(TARGET);
    bench.loads.last().succeed(Playlists.live(10, 5));

    bench.timer.advance(HALF.minus(MOMENT));
    assertThat(bench.loads.count()).isEqualTo(1);
    bench.timer.advance(MOMENT);
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  /** One player would not ask more often, and two are no reason to. */
  @Test
  void watched_viewerLoads_countsLikeALoadOfItsOwn() {
    watch();
    bench.timer.advance(HALF);
    bench.register(NAME, Playlists.live(11, 5), "other");
    bench.timer.advance(HALF.minus(MOMENT));
    assertThat(bench.loads.count()).isZero();
    bench.timer.advance(HALF.plus(MOMENT));
    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void watched_answerIsOnItsWay_isNotAskedForAgain() {
    watch();
    bench.timer.advance(TARGET);
    playSegment(14);
    bench.timer.advance(TARGET.multipliedBy(3));

    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void watched_viewersRequestIsOnItsWay_goesOnWhenThatHasCome() {
    watch();
    bench.loads.refuses = true;
    bench.timer.advance(TARGET);
    bench.loads.refuses = false;
    bench.register(NAME, Playlists.live(11, 5), "other");

    bench.timer.advance(HALF.minus(MOMENT));
    assertThat(bench.loads.count()).isZero();
    bench.timer.advance(HALF.plus(MOMENT));
    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void watched_viewersRequestNeverEnds_isAskedForAfterHalfATargetDuration() {
    watch();
    bench.loads.refuses = true;
    bench.timer.advance(TARGET);
    bench.loads.refuses = false;

    bench.timer.advance(HALF);
    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void registerPlaylist_nobodyWatches_isNotFollowed() {
    bench.register(NAME, Playlists.live(10, 5));
    bench.pass(Duration.ofHours(1));

    assertThat(bench.loads.count()).isZero();
    assertThat(bench.timer.scheduledTasks()).isZero();
  }

  @Test
  void watched_viewerHasLeft_isNotFollowedAnyMore() {
    watch();
    for (Duration t = Duration.ZERO;
        t.compareTo(RegistryBench.INACTIVITY_TIMEOUT) < 0;
        t = t.plus(HALF)) {
      bench.timer.advance(HALF);
      answer(Playlists.live(10, 5));
    }
    int loads = bench.loads.count();
    assertThat(loads).isGreaterThan(10);
    bench.timer.advance(Duration.ofHours(1));

    assertThat(bench.loads.count()).isEqualTo(loads);
    assertThat(bench.timer.scheduledTasks()).isZero();
  }

  @Test
  void watched_viewerComesBack_isFollowedAgain() {
    watch();
    bench.timer.advance(TARGET);
    bench.timer.advance(RegistryBench.INACTIVITY_TIMEOUT);
    answer(Playlists.live(11, 5));
    assertThat(bench.timer.scheduledTasks()).isZero();
    playSegment(14);

    bench.timer.advance(TARGET);
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  @Test
  void watched_playlistEnds_isNotFollowedAnyMore() {
    watch();
    bench.timer.advance(TARGET);
    bench
        .loads
        .last()
        .succeed(Playlists.live().withMediaSequence(10).withSegments(6).withEndList().text());
    bench.timer.advance(TARGET.multipliedBy(2));

    assertThat(bench.loads.count()).isEqualTo(1);
    assertThat(bench.timer.scheduledTasks()).isZero();
  }

  @Test
  void watched_errors_areFollowedByLongerAndLongerPauses() {
    watch();
    bench.timer.advance(TARGET);
    for (int pause = 1; pause <= 4; pause *= 2) {
      int before = bench.loads.count();
      bench.loads.last().end(Obstacle.NONE);
      bench.timer.advance(HALF.multipliedBy(pause).minus(MOMENT));
      assertThat(bench.loads.count()).isEqualTo(before);
      bench.timer.advance(MOMENT);
      assertThat(bench.loads.count()).isEqualTo(before + 1);
    }
    bench.loads.last().succeed(Playlists.live(11, 5));
    bench.timer.advance(TARGET);
    bench.loads.last().end(Obstacle.NONE);
    int afterSuccess = bench.loads.count();
    bench.timer.advance(HALF);
    assertThat(bench.loads.count()).isEqualTo(afterSuccess + 1);
  }

  @Test
  void watched_mayNotBeKept_isLeftAloneForFiveMinutes() {
    watch();
    bench.timer.advance(TARGET);
    bench.loads.last().end(Obstacle.NO_STORE);
    Duration passed = Duration.ZERO;
    while (passed.compareTo(Duration.ofMinutes(5)) < 0) {
      assertThat(bench.loads.count()).isEqualTo(1);
      bench.register(NAME, Playlists.live(10, 5), "viewer");
      playSegment(13);
      bench.timer.advance(TARGET);
      passed = passed.plus(TARGET);
    }
    playSegment(13);
    bench.timer.advance(TARGET);
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  @Test
  void watched_isCleared_isNotFollowedAnyMoreAndNotRegistered() {
    watch();
    bench.timer.advance(TARGET);
    bench.registry.clear();
    bench.loads.last().succeed(Playlists.live(11, 5));
    bench.timer.advance(TARGET.multipliedBy(2));

    assertThat(bench.registry.playlists()).isZero();
    assertThat(bench.loads.count()).isEqualTo(1);
    assertThat(bench.timer.scheduledTasks()).isZero();
  }

  @Test
  void watched_nameDoesNotSayThatItIsAPlaylist_isNotFollowed() {
    bench.register("live.php", Playlists.live(10, 5));
    playSegment(13);
    bench.timer.advance(TARGET.multipliedBy(2));

    assertThat(bench.loads.count()).isZero();
  }

  @Test
  void watched_blockingIsOffered_theNextPartIsAskedForAtOnce() {
    watchLowLatency("");
    bench.timer.advance(Duration.ofMillis(100));
    assertThat(bench.loads.names()).containsExactly(NAME + "?_HLS_msn=12&_HLS_part=1");
    assertThat(bench.loads.last().request().fetch().mayBlock()).isTrue();

    bench.loads.last().succeed(lowLatency("#EXT-X-PART:DURATION=2,URI=\"p12.1.ts\"\n"));
    bench.timer.advance(Duration.ofMillis(100));

    assertThat(bench.loads.names()).last().isEqualTo(NAME + "?_HLS_msn=12&_HLS_part=2");
  }

  @Test
  void watched_originDoesNotBlock_isAskedLikeAnyOther() {
    watchLowLatency("");
    bench.timer.advance(Duration.ofMillis(100));
    bench.loads.last().succeed(lowLatency(""));

    bench.timer.advance(HALF.minus(MOMENT));
    assertThat(bench.loads.count()).isEqualTo(1);
    bench.timer.advance(MOMENT);
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  /** Whoever asks alike is answered by the same request. */
  @Test
  void watched_viewersAskForDeltas_soDoWe() {
    watchLowLatency("");
    bench.register(NAME + "?_HLS_msn=12&_HLS_part=0&_HLS_skip=YES", lowLatency(""), "viewer");
    bench.timer.advance(HALF);

    assertThat(bench.loads.names())
        .last()
        .isEqualTo(NAME + "?_HLS_msn=12&_HLS_part=1&_HLS_skip=YES");
  }

  @Test
  void watched_viewersKnowNoParts_norDoWe() {
    watchLowLatency("");
    bench.register(NAME + "?_HLS_msn=11", lowLatency(""), "viewer");
    bench.timer.advance(HALF);

    assertThat(bench.loads.names()).last().isEqualTo(NAME + "?_HLS_msn=12");
  }

  @Test
  void watched_viewersDoNotBlock_norDoWe() {
    watchLowLatency("");
    bench.register(NAME, lowLatency(""), "viewer");
    bench.timer.advance(TARGET);

    assertThat(bench.loads.names()).last().isEqualTo(NAME);
  }

  private void watch() {
    bench.register(NAME, Playlists.live(10, 5));
    playSegment(13);
  }

  private void watchLowLatency(String parts) {
    bench.register(NAME, lowLatency(parts), "viewer");
    bench.request("p12.0.ts", "viewer");
  }

  private static String lowLatency(String moreParts) {
    return """
        #EXTM3U
        #EXT-X-TARGETDURATION:6
        #EXT-X-PART-INF:PART-TARGET=2
        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=6,CAN-SKIP-UNTIL=36
        #EXT-X-MEDIA-SEQUENCE:10
        #EXTINF:6,
        s10.ts
        #EXTINF:6,
        s11.ts
        #EXT-X-PART:DURATION=2,URI="p12.0.ts",INDEPENDENT=YES
        """
        + moreParts;
  }

  private void playSegment(int number) {
    bench.request("segment" + number + ".ts", "viewer");
  }

  /** Answers what is under way, if anything is. */
  private void answer(String playlist) {
    if (bench.loads.count() > 0 && !bench.loads.last().isOver()) {
      bench.loads.last().succeed(playlist);
    }
  }
}
