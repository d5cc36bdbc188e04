package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers at the live edge who play partial segments. */
final class LowLatencyTimelineTest {
  private static final String SEGMENTS =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-TARGETDURATION:4
      #EXT-X-PART-INF:PART-TARGET=1
      #EXT-X-MEDIA-SEQUENCE:5
      #EXTINF:4,
      5.ts
      #EXT-X-PART:DURATION=2,URI="6.0.ts"
      #EXT-X-PART:DURATION=2,URI="6.1.ts"
      #EXTINF:4,
      6.ts
      """;

  private static final String FIRST_PART_HINTED =
      SEGMENTS + "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"7.0.ts\"\n";

  private static final String SECOND_PART_HINTED =
      SEGMENTS
          + "#EXT-X-PART:DURATION=2,URI=\"7.0.ts\"\n"
          + "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"7.1.ts\"\n";

  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void requestSegment_part_wishesForTheNextPartsAndWhatIsAnnounced() {
    bench.register("a.m3u8", FIRST_PART_HINTED);

    bench.request("6.0.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("6.1.ts", "7.0.ts");
  }

  @Test
  void requestSegment_wholeSegment_wishesForNoParts() {
    bench.register("a.m3u8", FIRST_PART_HINTED);

    bench.request("5.ts", "viewer");

    assertThat(bench.demands.names()).containsExactly("6.ts");
  }

  @Test
  void registerPlaylist_newHint_isWishedForAtOnce() {
    bench.register("a.m3u8", FIRST_PART_HINTED);
    bench.request("6.1.ts", "viewer");
    assertThat(bench.demands.names()).containsExactly("7.0.ts");

    bench.register("a.m3u8", SECOND_PART_HINTED);

    assertThat(bench.demands.names()).containsExactly("7.0.ts", "7.1.ts");
  }

  @Test
  void requestSegment_announcedPart_movesThePlayheadAsItWillWhenListed() {
    bench.register("a.m3u8", FIRST_PART_HINTED);
    bench.request("6.1.ts", "viewer");

    bench.request("7.0.ts", "viewer");
    assertThat(bench.demands.names()).isEmpty();
    bench.register("a.m3u8", SECOND_PART_HINTED);

    assertThat(bench.demands.names()).containsExactly("7.1.ts");
    assertThat(bench.registry.playheads()).isEqualTo(1);
  }

  @Test
  void registerPlaylist_versionWithFewerPartsComesLate_isPassedOver() {
    bench.register("a.m3u8", SECOND_PART_HINTED);
    bench.request("7.0.ts", "viewer");

    bench.register("a.m3u8", FIRST_PART_HINTED);

    assertThat(bench.demands.names()).containsExactly("7.1.ts");
  }

  @Test
  void sweep_partsThatAreListedNoMore_stayForThreeTargetDurations() {
    bench.register("a.m3u8", FIRST_PART_HINTED);
    String later = FIRST_PART_HINTED.replaceAll("#EXT-X-PART:.*\n", "");
    bench.register("a.m3u8", later);

    bench.clock.advance(Duration.ofSeconds(11));
    bench.registry.sweep();
    assertThat(bench.registry.isNamed(key("6.0.ts"))).isTrue();
    bench.clock.advance(Duration.ofSeconds(1));
    bench.registry.sweep();

    assertThat(bench.registry.isNamed(key("6.0.ts"))).isFalse();
    assertThat(bench.registry.isNamed(key("7.0.ts"))).isTrue();
  }

  @Test
  void registerPlaylist_viewerByPartsTakesAnotherVariant_goesOnByParts() {
    bench.register(
        "index.m3u8",
        """
        #EXTM3U
        #EXT-X-STREAM-INF:BANDWIDTH=1
        a.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=2
        b.m3u8
        """);
    bench.register("a.m3u8", SECOND_PART_HINTED);
    bench.request("6.1.ts", "viewer");

    bench.register("b.m3u8", SECOND_PART_HINTED.replace(".ts", ".b.ts"), "viewer");

    // Segment 6 has to be begun anew there.
    assertThat(bench.demands.names())
        .containsExactly("6.0.b.ts", "6.1.b.ts", "7.0.b.ts", "7.1.b.ts");
  }
}
