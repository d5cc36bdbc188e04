package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hlsprebuffer.playlist.ByteRange;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistParseException;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.prefetch.LookaheadPolicy.Wanted;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    assertThat(wanted(read(WINDOW.text()), List.of(), 5)).isEmpty();
  }

  @Test
  void wanted_noSegments_isNothing() throws Exception {
    assertThat(wanted(read(Playlists.live(3, 0)), List.of(2L), 5)).isEmpty();
  }

  @Test
  void wanted_severalPositions_areMergedNearestFirstAndOnceEach() throws Exception {
    List<Wanted> wanted =
        wanted(
            read(WINDOW.withMediaSequence(0).withSegments(50).text()), List.of(10L, 11L, 40L), 3);

    assertThat(wanted)
        .extracting(Wanted::uri, LookaheadPolicyTest::segmentsAhead)
        .containsExactly(
            tuple("11", 1L),
            tuple("12", 1L),
            tuple("41", 1L),
            tuple("13", 2L),
            tuple("42", 2L),
            tuple("14", 3L),
            tuple("43", 3L));
  }

  @Test
  void wanted_dueSoon_isWantedBeyondTheWindow() throws Exception {
    LookaheadWindow window = new LookaheadWindow(1, 4, seconds(15));

    // Each plays for six seconds: the first is due after six, the third after eighteen.
    assertThat(
            LookaheadPolicy.wanted(
                read(WINDOW.text()), List.of(Standpoint.at(10, 0)), window, /* withKeys= */ false))
        .extracting(Wanted::uri)
        .containsExactly("11", "12");
  }

  @Test
  void wanted_allDueSoon_isBoundedAllTheSame() throws Exception {
    LookaheadWindow window = new LookaheadWindow(1, 4, seconds(1_000));

    assertThat(
            LookaheadPolicy.wanted(
                read(WINDOW.text()), List.of(Standpoint.at(10, 0)), window, /* withKeys= */ false))
        .extracting(Wanted::uri)
        .containsExactly("11", "12", "13", "14");
  }

  @Test
  void wanted_initializationSection_comesOnceBeforeItsSegment() throws Exception {
    List<Wanted> wanted = wanted(read(WINDOW.withMap("init.mp4").text()), List.of(10L), 3);

    assertThat(wanted)
        .extracting(Wanted::uri, LookaheadPolicyTest::segmentsAhead)
        .containsExactly(tuple("init.mp4", 1L), tuple("11", 1L), tuple("12", 2L), tuple("13", 3L));
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

    List<Wanted> wanted = wanted(read(text), List.of(0L), 3);

    assertThat(wanted)
        .containsExactly(
            ahead("a.mp4", new ByteRange(0, 100), 1),
            ahead("1", null, 1),
            ahead("a.mp4", new ByteRange(100, 200), 2),
            ahead("2", null, 2));
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

    assertThat(wanted(read(text), List.of(0L), 2)).containsExactly(ahead("2", null, 2));
  }

  @Test
  void wanted_byteRangesOfOneResource_areDifferentParts() throws Exception {
    String text = WINDOW.withByteRanges("all.ts", 100).text();

    assertThat(wanted(read(text), List.of(10L), 2))
        .containsExactly(
            ahead("all.ts", new ByteRange(1_100, 100), 1),
            ahead("all.ts", new ByteRange(1_200, 100), 2));
  }

  @Test
  void wanted_whoLooksBack_getsWhatIsBetweenToo() throws Exception {
    Standpoint back = new Standpoint(MediaPosition.ofSegment(10), 12, false, 0, 1);

    assertThat(
            LookaheadPolicy.wanted(
                read(WINDOW.text()), List.of(back), LookaheadWindow.ofSegments(2), false))
        .extracting(Wanted::uri)
        .containsExactly("11", "12", "13", "14");
  }

  @Test
  void wanted_bufferAndPlaybackRate_decideWhatIsDueFirst() throws Exception {
    MediaPlaylist playlist = read(WINDOW.withMediaSequence(0).withSegments(50).text());
    Standpoint patient = new Standpoint(MediaPosition.ofSegment(10), 10, false, seconds(30), 1);
    Standpoint twice = new Standpoint(MediaPosition.ofSegment(40), 40, false, seconds(0), 2);

    assertThat(
            LookaheadPolicy.wanted(
                playlist, List.of(patient, twice), LookaheadWindow.ofSegments(2), false))
        .containsExactly(
            new Wanted("41", null, seconds(3), false),
            new Wanted("42", null, seconds(6), false),
            new Wanted("11", null, seconds(36), false),
            new Wanted("12", null, seconds(42), false));
  }

  @Test
  void wanted_twoViewersOfOneSegment_isDueWhenTheFirstNeedsIt() throws Exception {
    Standpoint late = new Standpoint(MediaPosition.ofSegment(12), 12, false, seconds(30), 1);
    Standpoint soon = new Standpoint(MediaPosition.ofSegment(12), 12, false, seconds(0), 1);

    assertThat(
            LookaheadPolicy.wanted(
                read(WINDOW.text()), List.of(late, soon), LookaheadWindow.ofSegments(1), false))
        .containsExactly(new Wanted("13", null, seconds(6), false));
  }

  @Test
  void wanted_clockPassesItsEnd_staysInOrder() throws Exception {
    Standpoint now = Standpoint.at(10, Long.MAX_VALUE - seconds(7));

    assertThat(
            LookaheadPolicy.wanted(
                read(WINDOW.text()), List.of(now), LookaheadWindow.ofSegments(3), false))
        .extracting(Wanted::uri)
        .containsExactly("11", "12", "13");
  }

  private static final String LOW_LATENCY =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-TARGETDURATION:4
      #EXT-X-PART-INF:PART-TARGET=1
      #EXT-X-MEDIA-SEQUENCE:5
      #EXT-X-MAP:URI="init.mp4"
      #EXTINF:4,
      5
      #EXTINF:4,
      6
      #EXT-X-PART:DURATION=1,URI="7.0"
      #EXT-X-PART:DURATION=1,URI="7.1"
      #EXT-X-PART:DURATION=1,URI="7.2",GAP=YES
      #EXT-X-PART:DURATION=1,URI="7.3"
      #EXTINF:4,
      7
      #EXT-X-PART:DURATION=1,URI="8.0"
      #EXT-X-PART:DURATION=1,URI="8.1"
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.2"
      """;

  @ParameterizedTest
  @CsvSource({
    "whole segments,            5, -1, 5, init.mp4 6 7",
    "whole at the edge,         7, -1, 5, ''",
    "parts where there are any, 5,  3, 5, init.mp4 6 7.0 7.1 7.3 8.0 8.1 8.2",
    "the rest of its segment,   7,  0, 1, init.mp4 7.1 7.3 8.0 8.1 8.2",
    "parts beyond the window,   5,  3, 2, init.mp4 6 7.0 7.1 7.3",
    "the last part,             8,  1, 1, 8.2",
    "what is announced,         8,  2, 1, ''",
  })
  void wanted_lowLatency_isByPartsForWhoPlaysByParts(
      String who, long number, int part, int window, String expected) throws Exception {
    MediaPosition position =
        part < 0 ? MediaPosition.ofSegment(number) : new MediaPosition(number, part);
    Standpoint standpoint = new Standpoint(position, number, part >= 0, 0, 1);

    assertThat(
            LookaheadPolicy.wanted(
                read(LOW_LATENCY), List.of(standpoint), LookaheadWindow.ofSegments(window), false))
        .extracting(Wanted::uri)
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
  }

  @Test
  void wanted_parts_areDueOneAfterTheOther() throws Exception {
    Standpoint standpoint = new Standpoint(new MediaPosition(7, 3), 7, true, 0, 1);

    assertThat(
            LookaheadPolicy.wanted(
                read(LOW_LATENCY), List.of(standpoint), LookaheadWindow.ofSegments(1), false))
        .containsExactly(
            new Wanted("init.mp4", null, seconds(1), false),
            new Wanted("8.0", null, seconds(1), false),
            new Wanted("8.1", null, seconds(2), false),
            new Wanted("8.2", null, seconds(3), true));
  }

  @ParameterizedTest
  @CsvSource({
    "'URI=\"8.2\",BYTERANGE-START=0',                     8.2, ",
    "'URI=\"8\",BYTERANGE-START=20,BYTERANGE-LENGTH=10', 8, 10@20",
    "'URI=\"8\",BYTERANGE-START=20',                     , ",
  })
  void wanted_hintedRange_isWantedIfItHasAnEnd(String attributes, String uri, String range)
      throws Exception {
    String text =
        LOW_LATENCY.replaceFirst(
            "PRELOAD-HINT:.*", "PRELOAD-HINT:TYPE=PART," + attributes.replace("\"", "\\\""));
    Standpoint standpoint = new Standpoint(new MediaPosition(8, 1), 8, true, 0, 1);

    List<Wanted> wanted =
        LookaheadPolicy.wanted(
            read(text), List.of(standpoint), LookaheadWindow.ofSegments(1), /* withKeys= */ false);

    ByteRange expected = range == null ? null : new ByteRange(20, 10);
    assertThat(wanted)
        .isEqualTo(uri == null ? List.of() : List.of(new Wanted(uri, expected, seconds(1), true)));
  }

  @ParameterizedTest
  @CsvSource({"true, init.mp4 k1 6 init.mp4 k2 k3 7", "false, init.mp4 6 init.mp4 7"})
  void wanted_keys_comeBeforeWhatTheyDecryptIfWanted(boolean withKeys, String expected)
      throws Exception {
    String text =
        """
        #EXTM3U
        #EXT-X-VERSION:5
        #EXT-X-TARGETDURATION:4
        #EXT-X-MEDIA-SEQUENCE:5
        #EXT-X-MAP:URI="init.mp4"
        #EXTINF:4,
        5
        #EXT-X-KEY:METHOD=AES-128,URI="k1"
        #EXTINF:4,
        6
        #EXT-X-KEY:METHOD=SAMPLE-AES,URI="k2",KEYFORMAT="a"
        #EXT-X-KEY:METHOD=SAMPLE-AES,URI="k3",KEYFORMAT="b"
        #EXTINF:4,
        7
        #EXT-X-KEY:METHOD=NONE
        """;

    assertThat(
            LookaheadPolicy.wanted(
                    read(text),
                    List.of(Standpoint.at(5, 0)),
                    LookaheadWindow.ofSegments(2),
                    withKeys)
                .stream()
                .map(Wanted::uri)
                .toList())
        .containsExactlyElementsOf(Stream.of(expected.split(" ")).distinct().toList());
  }

  private static List<Wanted> wanted(MediaPlaylist playlist, List<Long> positions, int window) {
    return LookaheadPolicy.wanted(
        playlist,
        positions.stream().map(position -> Standpoint.at(position, 0)).toList(),
        LookaheadWindow.ofSegments(window),
        /* withKeys= */ false);
  }

  /** What is due after so many segments. */
  private static Wanted ahead(String uri, @Nullable ByteRange byteRange, int segments) {
    return new Wanted(uri, byteRange, seconds(6L * segments), /* announced= */ false);
  }

  private static long segmentsAhead(Wanted wanted) {
    return wanted.dueNanos() / seconds(6);
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static String names(MediaPlaylist playlist, List<Long> positions, int window) {
    return String.join(" ", wanted(playlist, positions, window).stream().map(Wanted::uri).toList());
  }

  private static MediaPlaylist read(String text) throws PlaylistParseException {
    return (MediaPlaylist)
        new PlaylistReader(PlaylistLimits.DEFAULT)
            .read("http://origin.test/a.m3u8", text.getBytes(StandardCharsets.UTF_8));
  }
}
