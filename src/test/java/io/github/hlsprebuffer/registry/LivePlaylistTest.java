package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Playlists over time: refreshes, restarts, pauses and the end. */
final class LivePlaylistTest {
  private static final Duration LONG_PAUSE = RegistryBench.INACTIVITY_TIMEOUT.plusSeconds(30);

  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void registerPlaylist_windowSlides_positionStaysAtItsSegment() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.request("segment4.ts", "viewer");
    assertThat(bench.demands.names()).containsExactly("segment5.ts");

    bench.register("a.m3u8", Playlists.live(2, 6));
    assertThat(bench.demands.names()).containsExactly("segment5.ts", "segment6.ts", "segment7.ts");

    bench.register("a.m3u8", Playlists.live(4, 6));
    bench.request("segment5.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment6.ts", "segment7.ts", "segment8.ts");
    assertThat(bench.registry.playheads()).isEqualTo(1);
  }

  @Test
  void registerPlaylist_windowPassedTheViewer_goesOnWithItsFirstSegments() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.request("segment1.ts", "viewer");

    bench.register("a.m3u8", Playlists.live(100, 6));

    assertThat(bench.demands.names())
        .containsExactly("segment100.ts", "segment101.ts", "segment102.ts");
  }

  @Test
  void registerPlaylist_thousandRefreshes_indexHoldsWhatIsStillAvailable() {
    for (int i = 0; i < 1_000; i++) {
      bench.clock.advance(Duration.ofSeconds(6));
      bench.register("a.m3u8", Playlists.live(i, 6));
      bench.request("segment" + (i + 2) + ".ts", "viewer");
    }

    // RFC 8216bis §6.2.2: a segment stays for its duration and that of the playlist it was in.
    assertThat(bench.registry.isNamed(key("segment1004.ts"))).isTrue();
    assertThat(bench.registry.isNamed(key("segment992.ts"))).isTrue();
    assertThat(bench.registry.isNamed(key("segment991.ts"))).isFalse();
    assertThat(bench.registry.indexedResources()).isEqualTo(6 + 7);
    assertThat(bench.registry.playheads()).isEqualTo(1);
    assertThat(bench.registry.playlists()).isEqualTo(1);
  }

  @Test
  void registerPlaylist_sequenceRunsBackwards_dropsWhatWasStoredAndWhoWatched() {
    bench.register("a.m3u8", Playlists.live(100, 3));
    bench.request("segment100.ts", "viewer");
    bench.store("segment100.ts");
    bench.store("segment101.ts");
    bench.store("other.ts");

    bench.register("a.m3u8", Playlists.live(0, 3));

    assertThat(bench.store.contains(key("segment100.ts"))).isFalse();
    assertThat(bench.store.contains(key("segment101.ts"))).isFalse();
    assertThat(bench.store.contains(key("other.ts"))).isTrue();
    assertThat(bench.demands.names()).isEmpty();
    assertThat(bench.registry.playheads()).isZero();
    assertThat(bench.registry.isNamed(key("segment100.ts"))).isFalse();
    assertThat(bench.registry.isNamed(key("segment0.ts"))).isTrue();
  }

  @Test
  void registerPlaylist_sequenceStaysOrGrows_keepsWhatIsStored() {
    bench.register("a.m3u8", Playlists.live(100, 3));
    bench.store("segment100.ts");

    bench.register("a.m3u8", Playlists.live(100, 3));
    bench.register("a.m3u8", Playlists.live(101, 3));

    assertThat(bench.store.contains(key("segment100.ts"))).isTrue();
  }

  @Test
  void registerPlaylist_olderVersionOfTheSamePlaylist_isPassedOver() {
    bench.register("a.m3u8", Playlists.live(100, 6));
    bench.request("segment104.ts", "viewer");
    bench.store("segment100.ts");

    bench.register("a.m3u8", Playlists.live(99, 6));

    assertThat(bench.store.contains(key("segment100.ts"))).isTrue();
    assertThat(bench.demands.names()).containsExactly("segment105.ts");
    assertThat(bench.registry.isNamed(key("segment99.ts"))).isFalse();
  }

  @Test
  void registerPlaylist_sameNumberOtherName_isANewPresentation() {
    bench.register("a.m3u8", Playlists.live().withMediaSequence(5).withSegments(4).text());
    bench.store("segment5.ts");

    bench.register(
        "a.m3u8",
        Playlists.live().withMediaSequence(5).withSegments(4).withNamePattern("again%d.ts").text());

    assertThat(bench.store.contains(key("segment5.ts"))).isFalse();
    assertThat(bench.registry.isNamed(key("again5.ts"))).isTrue();
  }

  @Test
  void registerPlaylist_sameNamesUnderAnotherToken_isTheSamePresentation() {
    bench.register(
        "a.m3u8", Playlists.live().withSegments(4).withNamePattern("t1/s%d.ts?k=1").text());
    bench.request("t1/s0.ts?k=1", "viewer");

    bench.register(
        "a.m3u8", Playlists.live().withSegments(4).withNamePattern("t2/s%d.ts?k=2").text());

    assertThat(bench.demands.names()).containsExactly("s1.ts?k=2", "s2.ts?k=2", "s3.ts?k=2");
  }

  @Test
  void sweep_viewerIdle_prefetchingEnds() {
    bench.register("a.m3u8", Playlists.vod(10));
    bench.request("segment0.ts", "viewer");

    bench.pass(Duration.ofSeconds(30));
    assertThat(bench.demands.names()).isNotEmpty();
    bench.pass(Duration.ofSeconds(30));

    assertThat(bench.demands.names()).isEmpty();
    assertThat(bench.registry.activePrefetchers()).isZero();
  }

  @Test
  void sweep_longSegments_giveTheirViewersLonger() {
    bench.register("a.m3u8", Playlists.vod(10, Duration.ofSeconds(60)));
    bench.request("segment0.ts", "viewer");

    bench.pass(Duration.ofSeconds(150));
    assertThat(bench.registry.activePrefetchers()).isEqualTo(1);

    bench.pass(Duration.ofSeconds(30));
    assertThat(bench.registry.activePrefetchers()).isZero();
  }

  @Test
  void requestSegment_afterALongPause_prefetchingResumesAtOnce() {
    bench.register("a.m3u8", Playlists.vod(10));
    bench.request("segment0.ts", "viewer");
    bench.pass(LONG_PAUSE);

    bench.request("segment1.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment2.ts", "segment3.ts", "segment4.ts");
  }

  @Test
  void requestSegment_afterAPauseLateInALongFilm_prefetchingResumes() {
    bench.register("a.m3u8", Playlists.vod(6_000));
    for (int i = 0; i < 5_000; i++) {
      bench.request("segment" + i + ".ts", "viewer");
      bench.pass(Duration.ofSeconds(6));
    }
    bench.pass(LONG_PAUSE);

    bench.request("segment5000.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactly("segment5001.ts", "segment5002.ts", "segment5003.ts");
  }

  @Test
  void sweep_completePlaylistLongAbandoned_isDropped() {
    bench.register("a.m3u8", Playlists.vod(10));

    bench.pass(Duration.ofHours(6));

    assertThat(bench.registry.playlists()).isZero();
    assertThat(bench.registry.indexedResources()).isZero();
  }

  @Test
  void requestSegment_playlistNotReadForLong_wishesForNothing() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.request("segment0.ts", "viewer");
    bench.clock.advance(Duration.ofSeconds(59));
    bench.request("segment1.ts", "viewer");
    assertThat(bench.demands.names()).isNotEmpty();
    bench.clock.advance(Duration.ofSeconds(2));

    bench.request("segment2.ts", "viewer");
    assertThat(bench.demands.names()).isEmpty();
    bench.register("a.m3u8", Playlists.live(2, 6));

    assertThat(bench.demands.names()).containsExactly("segment3.ts", "segment4.ts", "segment5.ts");
  }

  @Test
  void sweep_absurdTargetDuration_isNotBelieved() {
    bench.register(
        "a.m3u8", Playlists.live(0, 6).replaceFirst("TARGETDURATION:.*", "TARGETDURATION:9999999"));
    bench.request("segment0.ts", "viewer");

    bench.pass(Duration.ofMinutes(16));

    assertThat(bench.registry.playlists()).isZero();
  }

  /** A player that has changed variant may overlap, and what lies between is not there yet. */
  @Test
  void requestSegment_looksBackALittle_wishesForWhatLiesBetweenToo() {
    bench.register("a.m3u8", Playlists.vod(20));
    bench.request("segment10.ts", "viewer");

    bench.request("segment8.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactly(
            "segment9.ts", "segment10.ts", "segment11.ts", "segment12.ts", "segment13.ts");
  }

  @Test
  void sweep_liveAbandoned_isDropped() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.request("segment0.ts", "viewer");

    bench.pass(LONG_PAUSE);

    assertThat(bench.registry.playlists()).isZero();
    assertThat(bench.registry.indexedResources()).isZero();
    assertThat(bench.demands.owners()).isEmpty();
  }

  @Test
  void sweep_liveRefreshedByAPausedPlayer_isKept() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    for (int i = 0; i < 100; i++) {
      bench.pass(Duration.ofSeconds(6));
      bench.register("a.m3u8", Playlists.live(i, 6));
    }

    assertThat(bench.registry.playlists()).isEqualTo(1);
  }

  @Test
  void sweep_oneOfTwoThatShareASegmentDropped_otherGoesOn() {
    bench.register("live.m3u8", Playlists.live(0, 6));
    bench.register("vod.m3u8", Playlists.vod(6));

    bench.pass(LONG_PAUSE);
    assertThat(bench.registry.playlists()).isEqualTo(1);
    bench.request("segment2.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment3.ts", "segment4.ts", "segment5.ts");
  }

  @Test
  void registerPlaylist_liveEnds_becomesComplete() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.register("a.m3u8", Playlists.live().withSegments(6).withEndList().text());

    bench.pass(Duration.ofHours(1));

    assertThat(bench.registry.playlists()).isEqualTo(1);
  }
}
