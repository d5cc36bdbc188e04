package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a multivariant playlist alone begins. */
final class FastStartTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final RegistryBench bench = new RegistryBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void opened_firstVariantListed_isFetchedWithItsFirstSegmentAndNoMore() {
    open("viewer");
    assertThat(bench.loads.names()).containsExactly("low.m3u8");

    bench.loads.last().succeed(Playlists.vod().withSegments(10).withMap("init.mp4").text());

    assertThat(bench.demands.names()).containsExactly("init.mp4", "segment0.ts");
    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void opened_variantWithAudio_defaultRenditionIsFetchedToo() {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withLines(
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"other\",URI=\"other.m3u8\"",
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"b\",NAME=\"no\",DEFAULT=YES,URI=\"no.m3u8\"")
            .withAudio("a", "default", "default.m3u8")
            .withVariant("low.m3u8", 1_000_000, "a")
            .text());

    assertThat(bench.loads.names()).containsExactly("low.m3u8", "default.m3u8");
  }

  @Test
  void opened_viewersBeganWithAnotherVariant_thatIsFetched() {
    open("one");
    bench.register("high.m3u8", Playlists.vod(10), "one");
    bench.timer.advance(PAUSE);
    open("two");

    assertThat(bench.loads.names()).containsExactly("low.m3u8", "high.m3u8");
  }

  /** Only what is asked for first counts, and a switch later on does not. */
  @Test
  void opened_viewersSwitchedToAnotherVariant_theFirstIsFetched() {
    open("one");
    bench.register("low.m3u8", Playlists.vod(10), "one");
    for (int i = 0; i < 5; i++) {
      bench.register("high.m3u8", Playlists.vod(10), "one");
    }
    bench.timer.advance(PAUSE);
    open("two");

    assertThat(bench.loads.names()).containsExactly("low.m3u8", "low.m3u8");
  }

  @Test
  void opened_byACrowd_isFetchedOnceInAWhile() {
    for (int i = 0; i < 20; i++) {
      open("viewer" + i);
      bench.timer.advance(PAUSE.dividedBy(10));
    }
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  @Test
  void opened_playlistIsThereAlready_itsFirstSegmentIsWishedFor() {
    bench.register("low.m3u8", Playlists.vod(10));
    bench.loads.refuses = true;
    open("viewer");

    assertThat(bench.demands.names()).containsExactly("segment0.ts");
  }

  @Test
  void opened_live_segmentIsThreeTargetDurationsFromTheEnd() {
    open("viewer");
    bench.loads.last().succeed(Playlists.live(20, 10));

    assertThat(bench.demands.names()).containsExactly("segment27.ts");
    // One that is never watched is not followed.
    bench.timer.advance(Duration.ofSeconds(9));
    assertThat(bench.loads.count()).isEqualTo(1);
  }

  @Test
  void opened_liveGoesOn_theSameSegmentIsWishedFor() {
    open("viewer");
    bench.loads.last().succeed(Playlists.live(20, 10));
    bench.register("low.m3u8", Playlists.live(21, 10), "viewer");

    assertThat(bench.demands.names()).containsExactly("segment27.ts");
  }

  @Test
  void opened_lowLatency_partsAreThoseHeldBack() {
    LowLatencyStream stream = new LowLatencyStream("/low/", Duration.ofSeconds(1), 4, 12);
    open("viewer");
    bench.loads.last().succeed(stream.playlist(new PartPosition(41, 2)));
    assertThat(bench.demands.names())
        .containsExactly(
            "init.mp4",
            name(stream, new PartPosition(41, 0)),
            name(stream, new PartPosition(41, 1)),
            name(stream, new PartPosition(41, 2)));
  }

  @Test
  void opened_viewerPlays_windowComesAfterItsFirstSegment() {
    open("viewer");
    bench.loads.last().succeed(Playlists.vod(10));
    bench.store("segment0.ts");
    bench.request("segment0.ts", "viewer");

    assertThat(bench.demands.names())
        .containsExactlyInAnyOrder("segment0.ts", "segment1.ts", "segment2.ts", "segment3.ts");
    bench.pass(Duration.ofSeconds(30));
    assertThat(bench.demands.names()).containsExactly("segment1.ts", "segment2.ts", "segment3.ts");
  }

  @Test
  void opened_nobodyComes_isGivenUp() {
    open("viewer");
    bench.loads.last().succeed(Playlists.vod(10));
    bench.pass(Duration.ofSeconds(30));

    assertThat(bench.demands.names()).isEmpty();
  }

  @Test
  void opened_playlistMayNotBeKept_isLeftAloneForFiveMinutes() {
    open("viewer");
    bench.loads.last().end(Obstacle.NO_STORE);
    bench.timer.advance(Duration.ofMinutes(4));
    open("viewer");
    assertThat(bench.loads.count()).isEqualTo(1);
    bench.timer.advance(Duration.ofMinutes(1));
    open("viewer");
    assertThat(bench.loads.count()).isEqualTo(2);
  }

  @Test
  void opened_variantsElsewhere_nothingIsFetched() {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withVariant("http://other.test/a.m3u8", 1_000_000)
            .withVariant("script.php", 1_000_000)
            .text());
    assertThat(bench.loads.count()).isZero();
  }

  @Test
  void opened_mediaPlaylistIsAMultivariantOne_nothingMoreIsFetched() {
    open("viewer");
    bench.loads.last().succeed(Playlists.multivariant().withVariant("b.m3u8", 1).text());
    assertThat(bench.loads.count()).isEqualTo(1);
    assertThat(bench.demands.names()).isEmpty();
  }

  private void open(String viewer) {
    bench.register(
        "index.m3u8",
        Playlists.multivariant()
            .withVariant("low.m3u8", 1_000_000)
            .withVariant("high.m3u8", 2_000_000)
            .text(),
        viewer);
  }

  private static String name(LowLatencyStream stream, PartPosition position) {
    return stream.partPath(position).substring(stream.folder().length());
  }
}
