package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments are wished for as playlists and requests come in. */
final class PlaylistRegistryTest {
  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void registerPlaylist_nobodyWatching_wishesForNothing() {
    bench.register("a.m3u8", Playlists.vod(10));

    assertThat(bench.demands.names()).isEmpty();
    assertThat(bench.count(Counter.PLAYLISTS_REGISTERED)).isEqualTo(1);
    assertThat(bench.registry.isNamed(key("segment9.ts"))).isTrue();
    assertThat(bench.registry.isNamed(key("segment10.ts"))).isFalse();
    assertThat(bench.registry.activePrefetchers()).isZero();
  }

  @Test
  void requestSegment_first_wishesForTheWindowAfterIt() {
    bench.register("a.m3u8", Playlists.vod(10));

    bench.request("segment4.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment5.ts", "segment6.ts", "segment7.ts");
    assertThat(bench.demands.wishes())
        .extracting(PrefetchWish::dueNanos)
        .map(due -> Duration.ofNanos(due - bench.clock.nanoTime()))
        .containsExactly(Duration.ofSeconds(-6), Duration.ZERO, Duration.ofSeconds(6));
    assertThat(bench.registry.activePrefetchers()).isEqualTo(1);
  }

  @Test
  void requestSegment_unknown_isIgnored() {
    bench.register("a.m3u8", Playlists.vod(10));

    bench.request("segment99.ts", "viewer");

    assertThat(bench.registry.playheads()).isZero();
  }

  @Test
  void requestSegment_initializationSection_isNoPosition() {
    bench.register("a.m3u8", Playlists.vod().withSegments(10).withMap("init.mp4").text());

    bench.request("init.mp4", "viewer");

    assertThat(bench.registry.isNamed(key("init.mp4"))).isTrue();
    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void requestSegment_byteRange_isAPositionOfItsOwn() {
    bench.register(
        "a.m3u8", Playlists.vod().withSegments(10).withByteRanges("all.mp4", 100).text());

    bench.registry.requestSegment(
        new CacheKey(key("all.mp4").uri(), new ByteInterval(400, 499), ""),
        ViewerRequest.of("viewer"));

    assertThat(bench.demands.wishes())
        .extracting(wish -> wish.resource().key().range())
        .containsExactly(
            new ByteInterval(500, 599), new ByteInterval(600, 699), new ByteInterval(700, 799));
  }

  @Test
  void registerPlaylist_emptyByteRange_leavesOutThatSegmentOnly() {
    bench.register(
        "a.m3u8",
        """
        #EXTM3U
        #EXT-X-VERSION:4
        #EXT-X-TARGETDURATION:6
        #EXTINF:6,
        #EXT-X-BYTERANGE:0@100
        segment0.ts
        #EXTINF:6,
        segment1.ts
        #EXTINF:6,
        segment2.ts
        """);

    bench.request("segment1.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment2.ts");
  }

  @Test
  void registerPlaylist_segmentElsewhere_isNotWishedFor() {
    bench.register(
        "a.m3u8",
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:6
        #EXTINF:6,
        segment0.ts
        #EXTINF:6,
        http://elsewhere.test/segment1.ts
        #EXTINF:6,
        /live/segment2.ts
        """);

    bench.request("segment0.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("segment2.ts");
    assertThat(bench.registry.indexedResources()).isEqualTo(2);
  }

  @Test
  void registerPlaylist_repeatedSegment_doesNotTearThePlayheadAway() {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:6\n");
    for (int i = 0; i < 40; i++) {
      text.append("#EXTINF:6,\n").append(i % 10 == 5 ? "slate" : "segment" + i).append(".ts\n");
    }
    bench.register("a.m3u8", text.toString());
    bench.request("segment4.ts", "viewer");

    bench.request("slate.ts", "viewer");

    assertThat(bench.registry.playheads()).isEqualTo(1);
    assertThat(bench.demands.names()).containsExactly("segment6.ts", "segment7.ts", "segment8.ts");
  }

  @Test
  void registerPlaylist_multivariant_isRecognisedAndLeftAlone() {
    bench.register("main.m3u8", Playlists.multivariant().withVariant("a.m3u8", 1_000_000).text());

    assertThat(bench.count(Counter.MULTIVARIANT_PLAYLISTS)).isEqualTo(1);
    assertThat(bench.count(Counter.PLAYLISTS_REGISTERED)).isZero();
    assertThat(bench.registry.playlists()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:x\n#EXTINF:6,\na.ts\n"})
  void registerPlaylist_unreadable_isCountedAndLeftAlone(String text) {
    bench.register("a.m3u8", text);

    assertThat(bench.count(Counter.PLAYLISTS_UNREADABLE)).isEqualTo(1);
    assertThat(bench.registry.playlists()).isZero();
  }

  @Test
  void registerPlaylist_unreadableAfterAGoodOne_keepsTheGoodOne() {
    bench.register("a.m3u8", Playlists.vod(10));

    bench.register("a.m3u8", "<html>");

    assertThat(bench.registry.isNamed(key("segment9.ts"))).isTrue();
  }

  @Test
  void registerPlaylist_twoSharingASegment_bothWindowsAreWished() {
    bench.register("a.m3u8", Playlists.vod(3));
    bench.register("b.m3u8", Playlists.vod().withSegments(3).withMediaSequence(2).text());

    bench.request("segment2.ts", "viewer");

    assertThat(bench.registry.activePrefetchers()).isEqualTo(2);
    assertThat(bench.demands.names()).containsExactly("segment3.ts", "segment4.ts");
  }

  @Test
  void onNotStorable_pause_endsAfterAWhile() {
    bench.register("a.m3u8", Playlists.vod(10));
    bench.request("segment0.ts", "viewer");
    bench.demands.owners().get(0).onNotStorable(Obstacle.NO_STORE);
    assertThat(bench.demands.names()).isEmpty();

    bench.request("segment1.ts", "viewer");
    assertThat(bench.demands.names()).isEmpty();

    bench.clock.advance(Duration.ofMinutes(5));
    bench.request("segment2.ts", "viewer");
    assertThat(bench.demands.names()).isNotEmpty();
  }

  @Test
  void registerPlaylist_moreThanMemoryAllows_forgetsWhatNobodyWatchesFirst() {
    try (RegistryBench small = new RegistryBench(false, /* maxHeldBytes= */ 100_000)) {
      small.register("watched.m3u8", Playlists.vod(20));
      small.request("segment1.ts", "viewer");
      for (int i = 0; i < 100; i++) {
        small.clock.advance(Duration.ofMillis(1));
        small.register(
            "p" + i + ".m3u8", Playlists.vod().withSegments(20).withNamePattern(i + "-%d").text());
      }

      assertThat(small.registry.playlists()).isBetween(5L, 16L);
      assertThat(small.registry.isNamed(key("segment1.ts"))).isTrue();
      assertThat(small.registry.isNamed(key("99-1"))).isTrue();
      assertThat(small.registry.isNamed(key("98-1"))).isTrue();
      assertThat(small.registry.isNamed(key("0-1"))).isFalse();
      assertThat(small.registry.indexedResources())
          .isEqualTo(20 * (int) small.registry.playlists());
      small.registry.clear();
      small.register("p0.m3u8", Playlists.vod(20));
      assertThat(small.registry.playlists()).isEqualTo(1);
    }
  }

  @Test
  void clear_watched_forgetsAllAndStartsAfresh() {
    bench.register("a.m3u8", Playlists.vod(10));
    bench.request("segment0.ts", "viewer");

    bench.registry.clear();

    assertThat(bench.demands.names()).isEmpty();
    assertThat(bench.registry.playlists()).isZero();
    assertThat(bench.registry.playheads()).isZero();
    assertThat(bench.registry.indexedResources()).isZero();
    bench.register("a.m3u8", Playlists.vod(10));
    bench.request("segment0.ts", "viewer");
    assertThat(bench.demands.names()).hasSize(3);
  }
}
