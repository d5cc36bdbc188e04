package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Generated playlists and bodies. */
final class PlaylistsTest {

  @Test
  void live_window_isNamedByMediaSequenceNumber() {
    assertThat(Playlists.live(41, 2))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:41
            #EXTINF:6.000,
            segment41.ts
            #EXTINF:6.000,
            segment42.ts
            """);
  }

  @Test
  void vod_hasTypeAndEnd() {
    assertThat(Playlists.vod(1, Duration.ofMillis(2_600)))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:3
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXTINF:2.600,
            segment0.ts
            #EXT-X-ENDLIST
            """);
  }

  @Test
  void byteRanges_withMap_followEachOther() {
    MediaPlaylistText playlist =
        Playlists.live().withMap("all.mp4", 50, 0).withByteRanges("all.mp4", 100);

    assertThat(playlist.withMediaSequence(1).withSegments(2).text())
        .contains("#EXT-X-VERSION:6\n")
        .contains("#EXT-X-MAP:URI=\"all.mp4\",BYTERANGE=\"50@0\"\n")
        .contains("#EXT-X-BYTERANGE:100@100\nall.mp4\n")
        .contains("#EXT-X-BYTERANGE:100@200\nall.mp4\n");
  }

  @Test
  void namePattern_number_isFilledIn() {
    assertThat(Playlists.vod().withNamePattern("a/%05d.m4s?t=1").segmentUri(7))
        .isEqualTo("a/00007.m4s?t=1");
  }

  @Test
  void multivariant_lines_areInOrder() {
    String text =
        Playlists.multivariant()
            .withAudio("aud", "English", "audio/en.m3u8")
            .withVariant("low.m3u8", 500_000, "aud")
            .withVariant("high.m3u8", 2_000_000)
            .text();

    assertThat(text)
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="English",DEFAULT=YES,URI="audio/en.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=500000,AUDIO="aud"
            low.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2000000
            high.m3u8
            """);
  }

  @Test
  void body_sameVariant_isTheSameAndPrefixStable() {
    assertThat(Bodies.body(7, 1_000)).isEqualTo(Bodies.body(7, 1_000));
    assertThat(Bodies.body(7, 1_000)).startsWith(Bodies.body(7, 333));
    assertThat(Bodies.body(8, 1_000)).isNotEqualTo(Bodies.body(7, 1_000));
  }

  @Test
  void sha256_empty_isTheKnownDigest() {
    assertThat(Bodies.sha256(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
