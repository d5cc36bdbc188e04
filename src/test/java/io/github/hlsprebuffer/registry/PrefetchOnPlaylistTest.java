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
