package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.HeuristicFreshness;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.Playlist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8216bis Appendix B.1 as a table. */
final class PlaylistLifetimesTest {
  private static final String URI = "http://origin.test/live/a.m3u8";
  private static final Duration COMPLETE = Duration.ofMinutes(5);

  /** Segments 100 to 104 of six seconds, and the parts 105.0 to 105.2. */
  private static final String LIVE =
      Playlists.live(100, 5)
          + "#EXT-X-PART:DURATION=1,URI=\"105.0.ts\"\n"
          + "#EXT-X-PART:DURATION=1,URI=\"105.1.ts\"\n"
          + "#EXT-X-PART:DURATION=1,URI=\"105.2.ts\"\n";

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  private HeuristicFreshness of(String text, String query) throws Exception {
    return of(reader.read(URI, Bodies.utf8(text)), query);
  }

  private static HeuristicFreshness of(Playlist playlist, String query) {
    return of(playlist, query, Set.of());
  }

  private static HeuristicFreshness of(Playlist playlist, String query, Set<String> ignored) {
    return new PlaylistLifetimes(COMPLETE, ignored)
        .of(playlist, new CacheKey(URI + query, /* range= */ null, ""));
  }

  private static HeuristicFreshness seconds(long seconds) {
    return HeuristicFreshness.atMost(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 3",
    "?x=1, 3",
    "?_HLS_skip=YES, 3",
    "?_HLS_msn=104, 36",
    "?x=1&_HLS_msn=104&_HLS_skip=YES, 36",
    "?_HLS_msn=7, 36",
    "?_HLS_msn=105&_HLS_part=0, 36",
    "?_HLS_msn=105&_HLS_part=2, 36",
    "?_HLS_msn=104&_HLS_part=9, 36"
  })
  void of_live_halfATargetDurationOrSixIfItWasWaitedFor(String query, long seconds)
      throws Exception {
    assertThat(of(LIVE, query)).isEqualTo(seconds(seconds));
  }

  /** An origin that does not block answers with what it has; the player will ask for it again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "?_HLS_msn=105",
        "?_HLS_msn=105&_HLS_part=3",
        "?_HLS_msn=106&_HLS_part=0",
        "?_HLS_msn=999999999999999999",
        "?_HLS_msn=soon",
        "?_HLS_msn=-1",
        "?_HLS_part=1",
        "?a_HLS_msn=104"
      })
  void of_liveWithoutWhatWasAskedFor_halfATargetDuration(String query) throws Exception {
    assertThat(of(LIVE, query)).isEqualTo(seconds(3));
  }

  @Test
  void of_shortTargetDuration_isLessThanASecond() throws Exception {
    String text =
        Playlists.live().withSegments(3).withSegmentDuration(Duration.ofSeconds(1)).text();

    assertThat(of(text, "")).isEqualTo(HeuristicFreshness.atMost(Duration.ofMillis(500)));
  }

  @Test
  void of_liveWithoutTargetDuration_isNotKept() throws Exception {
    assertThat(of("#EXTM3U\n#EXTINF:6,\n1.ts\n", "?_HLS_msn=0")).isEqualTo(HeuristicFreshness.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?_HLS_msn=2", "?_HLS_msn=9"})
  void of_complete_likeASegment(String query) throws Exception {
    HeuristicFreshness freshness = of(Playlists.vod(3), query);

    assertThat(freshness.lifetime()).isEqualTo(COMPLETE);
    assertThat(freshness.maxLifetime()).isGreaterThan(Duration.ofDays(3650));
  }

  /** Without its end it may still grow, whatever its type promises. */
  @Test
  void of_vodWithoutEnd_isLive() throws Exception {
    MediaPlaylistText text = Playlists.live().withType("VOD").withSegments(3);

    assertThat(of(text.text(), "")).isEqualTo(seconds(3));
  }

  @Test
  void of_multivariant_onlyIfTheOriginSaysSo() throws Exception {
    HeuristicFreshness freshness =
        of("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n", "?_HLS_msn=1");

    assertThat(freshness).isEqualTo(HeuristicFreshness.ONLY_EXPLICIT);
    assertThat(freshness.lifetime()).isZero();
    assertThat(freshness.maxLifetime()).isGreaterThan(Duration.ofDays(3650));
  }

  /** Whether what it leaves out could be restored or not. */
  @ParameterizedTest
  @CsvSource({"'', 3", "?_HLS_msn=105&_HLS_skip=YES, 36", "?_HLS_msn=106&_HLS_skip=YES, 3"})
  void of_deltaUpdate_likeTheWhole(String query, long seconds) throws Exception {
    Playlist before = reader.read(URI, Bodies.utf8(Playlists.live(100, 5)));
    byte[] update =
        Bodies.utf8(
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:101
            #EXT-X-SKIP:SKIPPED-SEGMENTS=3
            #EXTINF:6,
            segment104.ts
            #EXTINF:6,
            segment105.ts
            """);

    Playlist whole = reader.read(URI, update, Map.of(), (MediaPlaylist) before);
    Playlist partial = reader.read(URI, update);

    assertThat(of(whole, query)).isEqualTo(seconds(seconds));
    assertThat(of(partial, query)).isEqualTo(seconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTINF:6,\n1.ts?a=1&token=x",
        "#EXTINF:6,\ntoken=x/1.ts",
        "#EXTINF:6,\n1.ts;token=x",
        "#EXT-X-MAP:URI=\"i.mp4?token=x\"\n#EXTINF:6,\n1.m4s",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"k?token=x\"\n#EXTINF:6,\n1.ts",
        "#EXTINF:6,\n1.ts\n#EXT-X-PART:DURATION=1,URI=\"2.0.ts?token=x\"",
        "#EXTINF:6,\n1.ts\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"2.0.ts?token=x\""
      })
  void of_playlistThatHandsOnAnIgnoredParameter_isForItsViewer(String lines) throws Exception {
    Playlist playlist =
        reader.read(URI, Bodies.utf8("#EXTM3U\n#EXT-X-TARGETDURATION:6\n" + lines + "\n"));

    assertThat(of(playlist, "", Set.of("token"))).isEqualTo(HeuristicFreshness.NONE);
    assertThat(of(playlist, "", Set.of("tok", "x"))).isEqualTo(seconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8?token=x",
        "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n"
            + "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"a\",URI=\"b.m3u8?token=x\"",
        "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n"
            + "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i.m3u8?token=x\"",
        "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n"
            + "#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"k?token=x\""
      })
  void of_multivariantThatHandsOnAnIgnoredParameter_isForItsViewer(String lines) throws Exception {
    Playlist playlist = reader.read(URI, Bodies.utf8("#EXTM3U\n" + lines + "\n"));

    assertThat(of(playlist, "", Set.of("token"))).isEqualTo(HeuristicFreshness.NONE);
    assertThat(of(playlist, "")).isEqualTo(HeuristicFreshness.ONLY_EXPLICIT);
  }
}
