package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An encoder that begins again and reuses names: none of the old bytes may be served. */
final class RestartTest {
  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void registerPlaylist_restart_dropsWhatHadLeftTheWindowToo() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.store("segment2.ts");
    bench.clock.advance(Duration.ofSeconds(18));
    bench.register("a.m3u8", Playlists.live(50, 6));
    assertThat(isStored("segment2.ts")).isTrue();

    bench.register("a.m3u8", Playlists.live(0, 3));

    assertThat(isStored("segment2.ts")).isFalse();
  }

  @Test
  void registerPlaylist_afterARestart_dropsOldBytesOfEachNameThatComesUpAgain() {
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.store("segment5.ts");
    bench.pass(Duration.ofMinutes(5));
    bench.register("a.m3u8", Playlists.live(50, 6));
    bench.register("a.m3u8", Playlists.live(0, 3));
    assertThat(isStored("segment5.ts")).isTrue();

    bench.register("a.m3u8", Playlists.live(0, 6));

    assertThat(isStored("segment5.ts")).isFalse();
  }

  @Test
  void registerPlaylist_afterARestart_keepsWhatWasFetchedSince() {
    bench.register("a.m3u8", Playlists.live(50, 6));
    bench.register("a.m3u8", Playlists.live(0, 6));
    bench.store("segment5.ts");

    bench.register("a.m3u8", Playlists.live(1, 6));
    bench.register("a.m3u8", Playlists.live(2, 6));

    assertThat(isStored("segment5.ts")).isTrue();
  }

  @Test
  void registerPlaylist_restartWhileNobodyWatched_dropsOldBytes() {
    bench.register("a.m3u8", Playlists.live(50, 6));
    bench.store("segment1.ts");
    bench.pass(Duration.ofMinutes(10));
    assertThat(bench.registry.playlists()).isZero();

    bench.register("a.m3u8", Playlists.live(0, 3));

    assertThat(isStored("segment1.ts")).isFalse();
  }

  @Test
  void registerPlaylist_goesOnAfterNobodyWatched_keepsWhatIsStored() {
    bench.register("a.m3u8", Playlists.live(50, 6));
    bench.store("segment55.ts");
    bench.pass(Duration.ofMinutes(10));

    bench.register("a.m3u8", Playlists.live(53, 6));

    assertThat(isStored("segment55.ts")).isTrue();
  }

  @Test
  void registerPlaylist_growingPlaylistShrinks_isARestart() {
    bench.register("a.m3u8", Playlists.live(0, 40));
    bench.store("segment1.ts");

    bench.register("a.m3u8", Playlists.live(0, 2));

    assertThat(isStored("segment1.ts")).isFalse();
  }

  @Test
  void registerPlaylist_growingPlaylistIsALittleShorter_cameLate() {
    bench.register("a.m3u8", Playlists.live(0, 40));
    bench.store("segment1.ts");

    bench.register("a.m3u8", Playlists.live(0, 38));

    assertThat(isStored("segment1.ts")).isTrue();
    assertThat(bench.registry.isNamed(key("segment39.ts"))).isTrue();
  }

  private boolean isStored(String name) {
    return bench.store.contains(key(name));
  }
}
