package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where players begin. Segments last six seconds. */
final class StartPositionsTest {
  private static final MediaPlaylistText TEN =
      Playlists.live().withMediaSequence(20).withSegments(10);

  @Test
  void before_complete_isTheFirstSegment() throws Exception {
    assertThat(first(TEN.withEndList().text(), null)).isEqualTo(20);
  }

  @Test
  void before_live_isThreeTargetDurationsFromTheEnd() throws Exception {
    assertThat(first(TEN.text(), null)).isEqualTo(27);
    assertThat(first(Playlists.live(20, 2), null)).isEqualTo(20);
    assertThat(first(Playlists.live(20, 0), null)).isEqualTo(20);
  }

  @Test
  void before_liveWithHoldBack_isThatFarFromTheEnd() throws Exception {
    assertThat(first(TEN.withTag("#EXT-X-SERVER-CONTROL:HOLD-BACK=25").text(), null)).isEqualTo(25);
  }

  @ParameterizedTest
  @CsvSource({
    "0,20",
    "5.9,20",
    "6,21",
    "59,29",
    "60,29",
    "1000,29",
    "-1,29",
    "-6.5,28",
    "-60,20",
    "-1000,20",
    "x,20",
    "-,20",
    "'',20",
  })
  void before_completeWithOffset_isTheSegmentThatPlaysThen(String offset, long expected)
      throws Exception {
    assertThat(first(starting(TEN.withEndList(), offset), null)).isEqualTo(expected);
  }

  /** RFC 8216bis §4.4.2.2: not within three target durations of the end. */
  @ParameterizedTest
  @CsvSource({"0,20", "13,22", "42,27", "50,27", "-1,27", "-30,25"})
  void before_liveWithOffset_isNotTooNearToTheEnd(String offset, long expected) throws Exception {
    assertThat(first(starting(TEN, offset), null)).isEqualTo(expected);
  }

  @Test
  void before_presentationHasAnOffset_countsWhereThePlaylistHasNone() throws Exception {
    Duration offset = Duration.ofSeconds(12);
    assertThat(first(TEN.withEndList().text(), offset)).isEqualTo(22);
    assertThat(first(starting(TEN.withEndList(), "6"), offset)).isEqualTo(21);
  }

  /** Parts of one second, four for each segment; three of them are held back. */
  @ParameterizedTest
  @CsvSource({"40,3,40,1", "41,0,40,2", "41,2,41,0"})
  void before_lowLatency_isThePartThatIsHeldBack(
      long lastSegment, int lastPart, long expectedSegment, int expectedPart) throws Exception {
    LowLatencyStream stream = new LowLatencyStream("/low/", Duration.ofSeconds(1), 4, 12);
    String text = stream.playlist(new PartPosition(lastSegment, lastPart));
    MediaPosition before = StartPositions.before(read(allIndependent(text)), null);

    MediaPosition expected =
        expectedPart == 0
            ? MediaPosition.endOfParts(expectedSegment - 1)
            : new MediaPosition(expectedSegment, expectedPart - 1);
    assertThat(before).isEqualTo(expected);
  }

  @Test
  void before_lowLatency_beginsWithAPartThatIsIndependent() throws Exception {
    LowLatencyStream stream = new LowLatencyStream("/low/", Duration.ofSeconds(1), 4, 12);
    String text = stream.playlist(new PartPosition(40, 3));
    String onlyFirst = text.replace(",INDEPENDENT=YES", "");
    assertThat(StartPositions.before(read(onlyFirst), null))
        .isEqualTo(MediaPosition.endOfParts(39));
  }

  private static String allIndependent(String text) {
    return text.replace(",INDEPENDENT=YES", "")
        .replaceAll("(?m)^(#EXT-X-PART:.*)$", "$1,INDEPENDENT=YES");
  }

  private static String starting(MediaPlaylistText playlist, String offset) {
    return playlist.withTag("#EXT-X-START:TIME-OFFSET=" + offset).text();
  }

  private static long first(String text, @Nullable Duration presentationOffset) throws Exception {
    MediaPosition before = StartPositions.before(read(text), presentationOffset);
    assertThat(before.isPart()).isFalse();
    return before.mediaSequenceNumber() + 1;
  }

  private static MediaPlaylist read(String text) throws Exception {
    return (MediaPlaylist)
        new PlaylistReader(PlaylistLimits.DEFAULT)
            .read(RegistryBench.BASE + "a.m3u8", Bodies.utf8(text));
  }
}
