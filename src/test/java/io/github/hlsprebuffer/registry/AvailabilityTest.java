package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What has left a playlist's window stays known while players may ask for it (RFC 8216bis 6.2.2).
 */
final class AvailabilityTest {
  /** Four segments of six seconds: each stays available for 30 s after it has left. */
  private static final MediaPlaylistText WINDOW = Playlists.live().withSegments(4);

  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void requestSegment_leftTheWindow_stillMovesThePlayhead() {
    bench.register("a.m3u8", WINDOW.text());
    bench.request("segment0.ts", "viewer");
    bench.register("a.m3u8", WINDOW.withMediaSequence(2).text());

    bench.request("segment1.ts", "viewer");

    assertThat(bench.registry.playheads()).isEqualTo(1);
    assertThat(bench.demands.names()).containsExactly("segment2.ts", "segment3.ts", "segment4.ts");
  }

  @Test
  void sweep_availabilityOver_isForgotten() {
    bench.register("a.m3u8", WINDOW.text());
    bench.register("a.m3u8", WINDOW.withMediaSequence(1).text());

    bench.clock.advance(Duration.ofSeconds(29));
    bench.registry.sweep();
    assertThat(bench.registry.isNamed(key("segment0.ts"))).isTrue();
    bench.clock.advance(Duration.ofSeconds(1));
    bench.registry.sweep();

    assertThat(bench.registry.isNamed(key("segment0.ts"))).isFalse();
    assertThat(bench.registry.indexedResources()).isEqualTo(4);
  }

  @Test
  void sweep_listedOnceMore_isNotForgotten() {
    bench.register("a.m3u8", WINDOW.withMediaSequence(5).text());
    bench.register("a.m3u8", WINDOW.withMediaSequence(50).text());
    bench.register("a.m3u8", WINDOW.withMediaSequence(5).text());

    bench.clock.advance(Duration.ofSeconds(31));
    bench.registry.sweep();

    assertThat(bench.registry.isNamed(key("segment5.ts"))).isTrue();
    assertThat(bench.registry.isNamed(key("segment50.ts"))).isFalse();
  }

  @Test
  void sweep_initializationSectionInUse_staysWhateverHasLeft() {
    bench.register("a.m3u8", WINDOW.withMap("init.mp4").text());
    bench.register("a.m3u8", WINDOW.withMap("init.mp4").withMediaSequence(3).text());
    bench.register("a.m3u8", WINDOW.withMap("other.mp4").withMediaSequence(9).text());

    bench.clock.advance(Duration.ofSeconds(29));
    bench.registry.sweep();
    assertThat(bench.registry.isNamed(key("init.mp4"))).isTrue();
    bench.clock.advance(Duration.ofSeconds(1));
    bench.registry.sweep();

    assertThat(bench.registry.isNamed(key("init.mp4"))).isFalse();
    assertThat(bench.registry.isNamed(key("other.mp4"))).isTrue();
  }

  @Test
  void registerPlaylist_tokensChange_keysThatStayStay() {
    bench.register("a.m3u8", WINDOW.withNamePattern("s%d.ts?t=1").text());
    bench.register("a.m3u8", WINDOW.withNamePattern("s%d.ts?t=2").text());

    assertThat(bench.registry.isNamed(key("s3.ts?t=2"))).isTrue();
    assertThat(bench.registry.isNamed(key("s3.ts?t=1"))).isFalse();
    assertThat(bench.registry.indexedResources()).isEqualTo(4);
  }

  @Test
  void clear_whatHasLeft_isForgottenToo() {
    bench.register("a.m3u8", WINDOW.withMap("init.mp4").text());
    bench.register("a.m3u8", WINDOW.withMediaSequence(3).text());

    bench.registry.clear();

    assertThat(bench.registry.indexedResources()).isZero();
  }
}
