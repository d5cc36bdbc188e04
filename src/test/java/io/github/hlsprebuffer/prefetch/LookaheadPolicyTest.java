package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistParseException;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LookaheadPolicyTest {
  private static final MediaPlaylistText WINDOW =
      Playlists.live().withMediaSequence(10).withSegments(6).withNamePattern("%d");

  @ParameterizedTest
  @CsvSource({
    "within,        11, 3, 12 13 14",
    "at its end,    14, 3, 15",
    "at the edge,   15, 3, ''",
    "after it,      99, 3, ''",
    "before it,      9, 3, 10 11 12",
    "fallen behind, -5, 2, 10 11",
    "window of 0,   11, 0, ''",
    "window of 100,  9, 100, 10 11 12 13 14 15",
  })
  void wanted_position_isFollowedByTheWindow(
      String where, long position, int window, String expected) throws Exception {
    assertThat(names(read(WINDOW.text()), List.of(position), window)).isEqualTo(expected);
  }

  @Test
  void wanted_noPositions_isNothing() throws Exception {
    assertThat(LookaheadPolicy.wanted(read(WINDOW.text()), List.of(), 5)).isEmpty();
  }

  @Test
  void wanted_noSegments_isNothing() throws Exception {
    assertThat(LookaheadPolicy.wanted(read(Playlists.live(3, 0)), List.of(2L), 5)).isEmpty();
  }

  @Test
  void wanted_severalPositions_areMergedNearestFirstAndOnceEach() throws Exception {
    List<Wanted> wanted =
        LookaheadPolicy.wanted(
            read(WINDOW.withMediaSequence(0).withSegments(50).text()), List.of(10L, 11L, 40L), 3);

    assertThat(wanted)
        .extracting(Wanted::uri, Wanted::rank)
        .containsExactly(
            tuple("11", 1),
            tuple("12", 1),
            tuple("41", 1),
            tuple("13", 2),
            tuple("42", 2),
            tuple("14", 3),
            tuple("43", 3));
  }

  @Test
  void wanted_initializationSection_comesOnceBeforeItsSegment() throws Exception {
    List<Wanted> wanted =
        LookaheadPolicy.wanted(read(WINDOW.withMap("init.mp4").text()), List.of(10L), 3);

    assertThat(wanted)
        .extracting(Wanted::uri, Wanted::rank)
        .containsExactly(tuple("init.mp4", 1), tuple("11", 1), tuple("12", 2), tuple("13", 3));
  }

  @Test
  void wanted_otherInitializationSection_comesBeforeTheSegmentThatNeedsIt() throws Exception {
    String text =
        """
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-TARGETDURATION:6
        #EXT-X-MAP:URI="a.mp4",BYTERANGE="100@0"
        #EXTINF:6,
        0
        #EXTINF:6,
        1
        #EXT-X-DISCONTINUITY
        #EXT-X-MAP:URI="a.mp4",BYTERANGE="200@100"
        #EXTINF:6,
        2
        """;

    List<Wanted> wanted = LookaheadPolicy.wanted(read(text), List.of(0L), 3);

    assertThat(wanted)
        .containsExactly(
            new Wanted("a.mp4", new ByteRange(0, 100), 1),
            new Wanted("1", null, 1),
            new Wanted("a.mp4", new ByteRange(100, 200), 2),
            new Wanted("2", null, 2));
  }

  @Test
  void wanted_gap_isPassedOverAndStillCounts() throws Exception {
    String text =
        """
        #EXTM3U
        #EXT-X-VERSION:8
        #EXT-X-TARGETDURATION:6
        #EXTINF:6,
        0
        #EXT-X-GAP
        #EXTINF:6,
        1
        #EXTINF:6,
        2
        #EXTINF:6,
        3
        """;

    assertThat(LookaheadPolicy.wanted(read(text), List.of(0L), 2))
        .containsExactly(new Wanted("2", null, 2));
  }

  @Test
  void wanted_byteRangesOfOneResource_areDifferentParts() throws Exception {
    String text = WINDOW.withByteRanges("all.ts", 100).text();

    assertThat(LookaheadPolicy.wanted(read(text), List.of(10L), 2))
        .containsExactly(
            new Wanted("all.ts", new ByteRange(1_100, 100), 1),
            new Wanted("all.ts", new ByteRange(1_200, 100), 2));
  }

  private static String names(MediaPlaylist playlist, List<Long> positions, int window) {
    return String.join(
        " ",
        LookaheadPolicy.wanted(playlist, positions, window).stream().map(Wanted::uri).toList());
  }

  private static MediaPlaylist read(String text) throws PlaylistParseException {
    return (MediaPlaylist)
        new PlaylistReader(PlaylistLimits.DEFAULT)
            .read("http://origin.test/a.m3u8", text.getBytes(StandardCharsets.UTF_8));
  }
}
