package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A viewer who goes from one variant or rendition of a presentation to another. */
final class VariantSwitchTest {
  private final RegistryBench bench = new RegistryBench();

  @BeforeEach
  void registerPresentation() {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withVariant("low.m3u8", 200_000, "sound")
            .withVariant("high.m3u8", 800_000, "sound")
            .withAudio("sound", "english", "en.m3u8")
            .withAudio("sound", "german", "de.m3u8")
            .text());
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void registerPlaylist_viewerWatchesAnotherVariant_isPrefetchedFromTheSameTime() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low9.ts", "viewer");

    // Segments of four seconds: 20 s, where low10 begins, is where high5 begins.
    bench.register("high.m3u8", vod("high%d.ts", 10, 4), "viewer");

    assertThat(bench.demands.names()).containsExactly("high5.ts", "high6.ts", "high7.ts");
  }

  @Test
  void registerPlaylist_numbersDiffer_timeCounts() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low9.ts", "viewer");

    bench.register(
        "high.m3u8",
        Playlists.vod()
            .withMediaSequence(1_000)
            .withSegments(20)
            .withSegmentDuration(Duration.ofSeconds(2))
            .withNamePattern("high%d.ts")
            .text(),
        "viewer");

    assertThat(bench.demands.names()).containsExactly("high1010.ts", "high1011.ts", "high1012.ts");
  }

  @Test
  void registerPlaylist_datesDisagreeWithPositions_datesCount() {
    bench.register("low.m3u8", dated("low%d.ts", 100, "2026-01-01T00:00:00.000Z"));
    bench.request("low102.ts", "viewer");

    // Begins four seconds, two segments, later than the other one.
    bench.register("high.m3u8", dated("high%d.ts", 7, "2026-01-01T00:00:04.000Z"), "viewer");

    assertThat(bench.demands.names()).containsExactly("high8.ts", "high9.ts", "high10.ts");
  }

  @Test
  void registerPlaylist_liveWithoutDates_endsAreTakenForTheSameTime() {
    bench.register("low.m3u8", live("low%d.ts", 100, 6));
    bench.request("low103.ts", "viewer");

    bench.register("high.m3u8", live("high%d.ts", 7, 8), "viewer");

    assertThat(bench.demands.names()).containsExactly("high13.ts", "high14.ts");
  }

  @Test
  void registerPlaylist_liveWithoutDatesSomewhatLater_endsHaveMovedOn() {
    bench.register("low.m3u8", live("low%d.ts", 0, 8));
    bench.request("low3.ts", "viewer");

    bench.clock.advance(Duration.ofSeconds(4));
    bench.register("high.m3u8", live("high%d.ts", 2, 8), "viewer");

    assertThat(bench.demands.names()).containsExactly("high4.ts", "high5.ts", "high6.ts");
  }

  @Test
  void registerPlaylist_atTheLiveEdge_waitsForWhatComesNext() {
    bench.register("low.m3u8", live("low%d.ts", 0, 8));
    bench.request("low7.ts", "viewer");

    bench.register("high.m3u8", live("high%d.ts", 0, 8), "viewer");
    assertThat(bench.demands.names()).isEmpty();
    bench.register("high.m3u8", live("high%d.ts", 1, 8), "viewer");

    assertThat(bench.demands.names()).containsExactly("high8.ts");
  }

  @Test
  void registerPlaylist_datesJump_eachSegmentHasItsOwn() {
    bench.register(
        "low.m3u8",
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:2
        #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
        #EXTINF:2,
        low0.ts
        #EXTINF:2,
        low1.ts
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2026-01-01T01:00:00.000Z
        #EXTINF:2,
        low2.ts
        #EXTINF:2,
        low3.ts
        """);
    bench.request("low2.ts", "viewer");

    bench.register("high.m3u8", dated("high%d.ts", 7, "2026-01-01T01:00:00.000Z"), "viewer");

    assertThat(bench.demands.names()).containsExactly("high8.ts", "high9.ts", "high10.ts");
  }

  @Test
  void registerPlaylist_viewerHasSeveralPlayheads_allAreLeft() {
    bench.register("low.m3u8", vod("low%d.ts", 40, 2));
    bench.request("low3.ts", "viewer");
    bench.request("low30.ts", "viewer");
    bench.request("low4.ts", "viewer");
    bench.clock.advance(Duration.ofMillis(1));
    bench.request("low31.ts", "viewer");

    bench.register("high.m3u8", vod("high%d.ts", 40, 2), "viewer");

    assertThat(bench.demands.names()).containsExactly("high32.ts", "high33.ts", "high34.ts");
  }

  @Test
  void registerPlaylist_viewerIsAtTheEnd_nothingIsPrefetched() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low19.ts", "viewer");

    bench.register("high.m3u8", vod("high%d.ts", 20, 2), "viewer");

    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void registerPlaylist_otherRendition_isFollowedWithinItsKindOnly() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.register("en.m3u8", vod("en%d.aac", 20, 2));
    bench.request("low3.ts", "viewer");
    bench.request("en3.aac", "viewer");

    bench.register("de.m3u8", vod("de%d.aac", 20, 2), "viewer");

    assertThat(bench.demands.names())
        .containsExactlyInAnyOrder(
            "low4.ts", "low5.ts", "low6.ts", "de4.aac", "de5.aac", "de6.aac");
  }

  @Test
  void registerPlaylist_anotherViewerWatches_nothingIsPrefetched() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low9.ts", "viewer");

    bench.register("high.m3u8", vod("high%d.ts", 20, 2), "another");

    assertThat(bench.demands.names()).containsExactly("low10.ts", "low11.ts", "low12.ts");
  }

  @Test
  void registerPlaylist_viewerComesBack_oldVariantIsPrefetchedAgainFromThere() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low3.ts", "viewer");
    bench.register("high.m3u8", vod("high%d.ts", 20, 2), "viewer");
    bench.request("high4.ts", "viewer");

    bench.request("low5.ts", "viewer");

    assertThat(bench.demands.names()).contains("low6.ts", "low7.ts", "low8.ts");
  }

  @Test
  void choosePlaylist_withoutItsPassing_isFollowedToo() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.register("high.m3u8", vod("high%d.ts", 20, 2));
    bench.request("low9.ts", "viewer");

    bench.registry.choosePlaylist(RegistryBench.key("high.m3u8"), "viewer");

    assertThat(bench.demands.names()).containsExactly("high10.ts", "high11.ts", "high12.ts");
  }

  @Test
  void choosePlaylist_neverRegistered_changesNothing() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.request("low9.ts", "viewer");

    bench.registry.choosePlaylist(RegistryBench.key("high.m3u8"), "viewer");

    assertThat(bench.demands.names()).containsExactly("low10.ts", "low11.ts", "low12.ts");
  }

  @Test
  void requestSegment_twoViewersWhoLookAlikeInTwoVariants_bothGoOn() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.register("high.m3u8", vod("high%d.ts", 20, 2));
    bench.request("low3.ts", "viewer");
    bench.request("high3.ts", "viewer");

    bench.request("low4.ts", "viewer");
    bench.request("high4.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactlyInAnyOrder(
            "low5.ts", "low6.ts", "low7.ts", "high5.ts", "high6.ts", "high7.ts");
  }

  @Test
  void requestSegment_sound_leavesThePictureAlone() {
    bench.register("low.m3u8", vod("low%d.ts", 20, 2));
    bench.register("en.m3u8", vod("en%d.ts", 20, 2));
    bench.request("low3.ts", "viewer");

    bench.request("en3.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactlyInAnyOrder("low4.ts", "low5.ts", "low6.ts", "en4.ts", "en5.ts", "en6.ts");
  }

  @Test
  void registerPlaylist_variableOfTheMultivariantPlaylist_isImported() {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withLines("#EXT-X-DEFINE:NAME=\"dir\",VALUE=\"d7\"")
            .withVariant("low.m3u8", 200_000)
            .text());
    bench.register(
        "low.m3u8",
        Playlists.vod()
            .withSegments(5)
            .withNamePattern("{$dir}/s%d.ts")
            .text()
            .replaceFirst("#EXTM3U\\R", "#EXTM3U\n#EXT-X-DEFINE:IMPORT=\"dir\"\n"));

    assertThat(bench.registry.isNamed(RegistryBench.key("d7/s3.ts"))).isTrue();
  }

  private static String vod(String names, int segments, int seconds) {
    return Playlists.vod()
        .withSegments(segments)
        .withSegmentDuration(Duration.ofSeconds(seconds))
        .withNamePattern(names)
        .text();
  }

  private static String live(String names, long from, int segments) {
    return liveText(names, from, segments).text();
  }

  private static String dated(String names, long from, String date) {
    return liveText(names, from, 6).withTag("#EXT-X-PROGRAM-DATE-TIME:" + date).text();
  }

  private static MediaPlaylistText liveText(String names, long from, int segments) {
    return Playlists.live()
        .withMediaSequence(from)
        .withSegments(segments)
        .withSegmentDuration(Duration.ofSeconds(2))
        .withNamePattern(names);
  }
}
