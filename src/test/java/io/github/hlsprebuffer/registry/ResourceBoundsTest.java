package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However much comes in, only so much is remembered of it, and others' viewers play on. */
final class ResourceBoundsTest {
  private static final int HELD_BYTES = 8 << 20;

  /** What the memory above holds of segments, at most. */
  private static final int MAX_INDEXED = HELD_BYTES / 300;

  private final RegistryBench bench =
      new RegistryBench(/* prefetchOnPlaylist= */ false, HELD_BYTES);

  @AfterEach
  void close() {
    bench.close();
  }

  /** Somebody plays a recording all the while. */
  private void beginToPlay() {
    bench.register("watched.m3u8", playlist("watched", 10));
    bench.request("watched0.ts", "viewer");
  }

  private void assertPlaysOn() {
    bench.request("watched1.ts", "viewer");
    assertThat(bench.registry.isNamed(key("watched4.ts"))).isTrue();
    assertThat(bench.demands.names()).contains("watched2.ts", "watched3.ts", "watched4.ts");
  }

  private static String playlist(String name, int segments) {
    return Playlists.vod().withSegments(segments).withNamePattern(name + "%d.ts").text();
  }

  @Test
  void registerPlaylist_hundredThousandOfThem_someAreRemembered() {
    beginToPlay();
    for (int i = 0; i < 100_000; i++) {
      bench.register("a.m3u8?" + i, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + i + ".ts\n");
    }

    assertThat(bench.registry.playlists()).isBetween(5_000L, 10_000L);
    assertThat(bench.registry.indexedResources()).isLessThanOrEqualTo(10_010);
    assertPlaysOn();
  }

  @Test
  void requestSegment_hundredThousandViewersOfOnePlaylist_someAreRemembered() {
    beginToPlay();
    bench.register("a.m3u8", playlist("a", 10));
    for (int i = 0; i < 100_000; i++) {
      bench.request("a" + i % 10 + ".ts", "viewer " + i);
    }

    assertThat(bench.registry.playheads()).isBetween(1_000L, 2_001L);
    assertPlaysOn();
  }

  /** In as many playlists, each viewer of which is one of few. */
  @Test
  void requestSegment_hundredThousandViewersOfManyPlaylists_someAreRemembered() {
    for (int i = 0; i < 100; i++) {
      bench.register("a" + i + ".m3u8", playlist("a" + i + "-", 2));
    }
    for (int i = 0; i < 100_000; i++) {
      if (i % 10_000 == 0) {
        beginToPlay();
      }
      bench.request("a" + i % 100 + "-0.ts", "viewer " + i);
    }

    assertThat(bench.registry.playheads()).isBetween(1_000L, HELD_BYTES / 600L);
    assertPlaysOn();
  }

  @Test
  void registerPlaylist_growsWithoutEnd_asMuchIsRememberedAsThereIsRoomFor() {
    beginToPlay();
    String event = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-PLAYLIST-TYPE:EVENT\n";
    StringBuilder growing = new StringBuilder(event);
    int segments = 0;
    for (int refresh = 0; refresh < 100; refresh++) {
      for (int i = 0; i < 500; i++) {
        growing.append("#EXTINF:1,\n").append(segments++).append(".ts\n");
      }
      bench.register("event.m3u8", growing.toString());
      bench.pass(Duration.ofSeconds(1));
    }

    assertThat(segments).isGreaterThan(MAX_INDEXED);
    assertThat(bench.count(Counter.PLAYLISTS_UNREADABLE)).isPositive();
    assertThat(bench.registry.indexedResources()).isBetween(1_000, MAX_INDEXED);
    assertPlaysOn();
  }

  /** None of which is too much by itself. */
  @Test
  void registerPlaylist_manyLargeOnes_asMuchIsRememberedAsThereIsRoomFor() {
    beginToPlay();
    for (int i = 0; i < 200; i++) {
      bench.register("large" + i + ".m3u8", playlist("large" + i + "-", 1_000));
    }

    assertThat(bench.count(Counter.PLAYLISTS_UNREADABLE)).isZero();
    assertThat(bench.registry.indexedResources()).isBetween(5_000, MAX_INDEXED);
    assertThat(bench.registry.isNamed(key("large199-0.ts"))).isTrue();
    assertPlaysOn();
  }

  /** A short name each, but a long one in front of it. */
  @Test
  void registerPlaylist_underALongName_eachOfItsSegmentsCountsAsLong() {
    beginToPlay();
    String folder = "f".repeat(8_000) + "/";

    bench.register(folder + "a.m3u8", Playlists.vod(10_000));

    assertThat(bench.registry.indexedResources()).isLessThan(100);
    assertThat(bench.count(Counter.PLAYLISTS_UNREADABLE)).isEqualTo(1);
    assertPlaysOn();
  }

  /** What stands behind the last dot is remembered of everything that was ever named. */
  @Test
  void registerPlaylist_longExtensions_areNotRemembered() {
    String extension = "x".repeat(1_000);

    bench.register(
        "a.m3u8", Playlists.vod().withSegments(1).withNamePattern("a%d." + extension).text());

    assertThat(bench.registry.isNamed(key("a0." + extension))).isTrue();
    assertThat(bench.registry.namesExtension(extension)).isFalse();
  }

  @Test
  void registerPlaylist_extensionsWithoutNumber_someAreRemembered() {
    for (int i = 0; i < 2_000; i++) {
      bench.register(
          "a" + i + ".m3u8", Playlists.vod().withSegments(1).withNamePattern("a%d.x" + i).text());
    }

    assertThat(bench.registry.namesExtension("x0")).isTrue();
    assertThat(bench.registry.namesExtension("x1999")).isFalse();
  }
}
