package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.BASE;
import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.prefetch.PrefetchWish;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.testing.Playlists;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What players say they will ask for next. */
final class HintTest {
  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void requestSegment_hint_comesBeforeWhatIsPredicted() {
    bench.register("a.m3u8", Playlists.vod(20));

    bench.registry.requestSegment(
        key("segment3.ts"), new ViewerRequest("viewer", List.of(hint("segment12.ts")), null, 1));

    assertThat(bench.demands.names())
        .containsExactly("segment12.ts", "segment4.ts", "segment5.ts", "segment6.ts");
    assertThat(bench.demands.wishes())
        .extracting(PrefetchWish::hinted)
        .containsExactly(true, false, false, false);
  }

  @Test
  void requestSegment_next_withoutHint_dropsTheOneBefore() {
    bench.register("a.m3u8", Playlists.vod(20));
    bench.registry.requestSegment(
        key("segment3.ts"), new ViewerRequest("viewer", List.of(hint("segment12.ts")), null, 1));

    bench.request("segment4.ts", "viewer");

    assertThat(bench.demands.names()).doesNotContain("segment12.ts");
  }

  @Test
  void hint_ofTheResponse_isAddedToThatOfTheRequest() {
    bench.register("a.m3u8", Playlists.vod(20));
    bench.registry.requestSegment(
        key("segment3.ts"), new ViewerRequest("viewer", List.of(hint("segment12.ts")), null, 1));

    bench.registry.hint(key("segment3.ts"), "viewer", List.of(hint("segment15.ts")));

    assertThat(bench.demands.names())
        .containsExactly(
            "segment12.ts", "segment15.ts", "segment4.ts", "segment5.ts", "segment6.ts");
  }

  @Test
  void hint_whatIsPredictedToo_isWishedForOnceAndFirst() {
    bench.register("a.m3u8", Playlists.vod(20));
    bench.request("segment3.ts", "viewer");

    bench.registry.hint(key("segment3.ts"), "viewer", List.of(hint("segment6.ts")));
    bench.registry.hint(key("segment3.ts"), "viewer", List.of(hint("segment6.ts")));

    assertThat(bench.demands.names()).containsExactly("segment6.ts", "segment4.ts", "segment5.ts");
    assertThat(bench.demands.wishes())
        .extracting(PrefetchWish::hinted)
        .containsExactly(true, false, false);
  }

  @Test
  void hint_manyResponses_areBounded() {
    bench.register("a.m3u8", Playlists.vod(20));
    bench.request("segment3.ts", "viewer");

    for (int i = 0; i < 100; i++) {
      bench.registry.hint(key("segment3.ts"), "viewer", List.of(hint("other" + i + ".ts")));
    }

    assertThat(bench.demands.wishes()).filteredOn(PrefetchWish::hinted).hasSize(16);
  }

  @Test
  void hint_viewerUnknown_isIgnored() {
    bench.register("a.m3u8", Playlists.vod(20));

    bench.registry.hint(key("segment3.ts"), "viewer", List.of(hint("segment15.ts")));

    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void requestSegment_noPlaylistNamesIt_hintIsIgnored() {
    bench.register("a.m3u8", Playlists.vod(5));

    bench.registry.requestSegment(
        key("elsewhere.ts"), new ViewerRequest("viewer", List.of(hint("segment1.ts")), null, 1));

    assertThat(bench.demands.names()).isEmpty();
  }

  private static ResourceRequest hint(String name) {
    ResourceRequest request = RegistryBench.request(BASE + name, (ByteInterval) null);
    if (request == null) {
      throw new IllegalArgumentException(name);
    }
    return request;
  }
}
