package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Playlists;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Prefetching that a playlist alone begins. */
final class PrefetchOnPlaylistTest {
  private final RegistryBench bench = new RegistryBench(/* prefetchOnPlaylist= */ true);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void registerPlaylist_complete_wishesForItsFirstSegments() {
    bench.register("a.m3u8", Playlists.vod(10));

    assertThat(bench.demands.names()).containsExactly("segment0.ts", "segment1.ts", "segment2.ts");
  }

  /** RFC 8216bis §4.4.2.2. Segments last six seconds. */
  @Test
  void registerPlaylist_saysWherePlayersBegin_wishesForTheSegmentsThere() {
    bench.register("a.m3u8", startingAt("20"));
    assertThat(bench.demands.names()).containsExactly("segment3.ts", "segment4.ts", "segment5.ts");
  }

  @Test
  void registerPlaylist_multivariantPlaylistSaysWherePlayersBegin_wishesForTheSegmentsThere() {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withLines("#EXT-X-START:TIME-OFFSET=-7")
            .withVariant("a.m3u8", 1_000_000)
            .text());
    bench.register("a.m3u8", Playlists.vod(10));
    assertThat(bench.demands.names()).containsExactly("segment8.ts", "segment9.ts");
  }

  @Test
  void registerPlaylist_manyTimesWithoutViewers_beginsOnce() {
    bench.register("a.m3u8", Playlists.vod(10));
    for (int i = 0; i < 100; i++) {
      bench.pass(RegistryBench.INACTIVITY_TIMEOUT.multipliedBy(2));
      bench.register("a.m3u8", startingAt(Integer.toString(i % 50)));
      assertThat(bench.demands.names()).isEmpty();
    }
  }

  private static String startingAt(String offset) {
    return Playlists.vod().withSegments(10).withTag("#EXT-X-START:TIME-OFFSET=" + offset).text();
  }

  @Test
  void registerPlaylist_again_doesNotBeginAgain() {
    bench.register("a.m3u8", Playlists.vod(10));
    bench.pass(RegistryBench.INACTIVITY_TIMEOUT);
    assertThat(bench.demands.names()).isEmpty();

    bench.register("a.m3u8", Playlists.vod(10));

    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void registerPlaylist_live_waitsForAPlayer() {
    bench.register("a.m3u8", Playlists.live(0, 6));

    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void requestSegment_playerBegins_windowMovesOn() {
    bench.register("a.m3u8", Playlists.vod(10));

    bench.request("segment0.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactlyInAnyOrder("segment0.ts", "segment1.ts", "segment2.ts", "segment3.ts");
  }
}
