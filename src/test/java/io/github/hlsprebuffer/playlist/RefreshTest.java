package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.BASE_URI;
import static io.github.hlsprebuffer.playlist.Playlists.bytes;
import static io.github.hlsprebuffer.playlist.Playlists.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a playlist that is read anew is what it is when it is read for the first time. */
final class RefreshTest {

  private static final Map<String, String> VARIABLES = Map.of("token", "abc");

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  @Test
  void refresh_sameBody_isTheSameReading() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    assertThat(refresh(first, window(1, 5))).isSameAs(first);
  }

  @Test
  void refresh_sameBodyFromElsewhere_isAnotherReading() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    PlaylistReading second =
        reader.refresh(first, "https://origin.example/b/", bytes(window(1, 5)), VARIABLES);

    assertThat(second.playlist().baseUri()).isEqualTo("https://origin.example/b/");
  }

  @Test
  void refresh_sameBodyWithOtherVariables_isAnotherReading() throws PlaylistParseException {
    String text = "#EXTM3U\n#EXT-X-DEFINE:IMPORT=\"token\"\n#EXTINF:4,\n{$token}.ts\n";
    PlaylistReading first = refresh(null, text);

    PlaylistReading second =
        reader.refresh(first, BASE_URI, bytes(text), Map.of("token", "changed"));

    assertThat(segment(second, 0).uri()).isEqualTo("changed.ts");
  }

  @Test
  void refresh_windowThatMoved_sharesTheSegmentsLeft() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    PlaylistReading second = refresh(first, window(2, 7));

    assertThat(second.playlist()).isEqualTo(reader.read(BASE_URI, bytes(window(2, 7))));
    assertThat(shared(first, second)).isEqualTo(new SharedSegments(2, 6));
  }

  @Test
  void refresh_windowThatMovesOn_sharesSegmentsWithTheLastVersionOnly()
      throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 6));
    PlaylistReading second = refresh(first, window(2, 7));

    PlaylistReading third = refresh(second, window(3, 8));

    assertThat(shared(second, third)).isEqualTo(new SharedSegments(3, 8));
    assertThat(shared(first, third)).isEqualTo(SharedSegments.NONE);
    assertThat(shared(third, second)).isEqualTo(SharedSegments.NONE);
  }

  @Test
  void refresh_segmentAdded_sharesAllOthers() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 6));

    PlaylistReading second = refresh(first, window(1, 7));

    assertThat(shared(first, second)).isEqualTo(new SharedSegments(1, 7));
    assertThat(segments(second)).hasSize(7);
  }

  @Test
  void refresh_endListAdded_sharesAllSegments() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 6));

    PlaylistReading second = refresh(first, window(1, 6) + "#EXT-X-ENDLIST\n");

    assertThat(shared(first, second)).isEqualTo(new SharedSegments(1, 7));
  }

  @Test
  void refresh_sameBody_sharesAllSegments() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(3, 6));

    assertThat(shared(first, refresh(first, window(3, 6)))).isEqualTo(new SharedSegments(3, 7));
  }

  @Test
  void refresh_sameBodyFromElsewhere_sharesNothing() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    PlaylistReading second =
        reader.refresh(first, "https://origin.example/b/", bytes(window(1, 6)), VARIABLES);

    assertThat(shared(first, second)).isEqualTo(SharedSegments.NONE);
  }

  @Test
  void refresh_deltaUpdate_sharesWhatItSkipsAndWhatItRepeats() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 8));
    String update =
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:2\n#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n" + segments(6, 9);

    PlaylistReading second = refresh(first, update);
    PlaylistReading third = refresh(second, update.replace("QUENCE:2", "QUENCE:3"));

    assertThat(segments(second).subList(0, 7)).isEqualTo(segments(first).subList(1, 8));
    assertThat(shared(first, second)).isEqualTo(new SharedSegments(2, 9));
    assertThat(segments(third)).hasSize(8);
    assertThat(shared(second, third)).isEqualTo(new SharedSegments(3, 7));
  }

  @Test
  void refresh_tokenInEachUriChanged_sharesNothing() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    PlaylistReading second = refresh(first, window(1, 5).replace(".ts", ".ts?t=2"));

    assertThat(shared(first, second)).isEqualTo(SharedSegments.NONE);
  }

  @Test
  void refresh_restartedAtOtherContent_sharesNothing() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 5));

    PlaylistReading second = refresh(first, window(1, 5).replace("EXTINF:4", "EXTINF:5"));

    assertThat(shared(first, second)).isEqualTo(SharedSegments.NONE);
  }

  @Test
  void refresh_changeInTheMiddle_sharesTheLongerPartBesideIt() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 9));

    PlaylistReading second = refresh(first, window(1, 9).replace("segment6", "replaced"));

    assertThat(segment(second, 5).uri()).isEqualTo("replaced.ts");
    assertThat(shared(first, second)).isEqualTo(new SharedSegments(1, 6));
    assertThat(shared(first, refresh(first, window(1, 9).replace("segment3", "replaced"))))
        .isEqualTo(new SharedSegments(4, 10));
  }

  @Test
  void refresh_keyChangedBeforeTheFirstSegment_isSeenInAll() throws PlaylistParseException {
    PlaylistReading first = refresh(null, "#EXTM3U\n#EXT-X-KEY:METHOD=A\n" + segments(1, 5));

    PlaylistReading second = refresh(first, "#EXTM3U\n#EXT-X-KEY:METHOD=B\n" + segments(1, 5));

    assertThat(segments(second))
        .allSatisfy(segment -> assertThat(segment.keys().get(0).method()).isEqualTo("B"));
  }

  @Test
  void refresh_variableWithAnotherValue_isReplacedAnew() throws PlaylistParseException {
    String text =
        "#EXTM3U\n#EXT-X-DEFINE:NAME=\"v\",VALUE=\"a\"\n#EXTINF:4,\n1.ts\n{$v}.ts\n3.ts\n";
    PlaylistReading first = refresh(null, text);

    PlaylistReading second = refresh(first, text.replace("\"a\"", "\"b\""));

    assertThat(segment(second, 1).uri()).isEqualTo("b.ts");
  }

  @Test
  void refresh_otherLimits_areKept() throws PlaylistParseException {
    PlaylistReading first = refresh(null, window(1, 9));
    PlaylistReader strict = new PlaylistReader(new PlaylistLimits(1_000_000, 1_000, 5));

    assertThatThrownBy(() -> strict.refresh(first, BASE_URI, bytes(window(1, 9)), Map.of()))
        .isInstanceOf(PlaylistParseException.class);
  }

  @Test
  void refresh_moreSegmentsThanAllowed_failsAsAFirstReadingDoes() throws PlaylistParseException {
    PlaylistReader strict = new PlaylistReader(new PlaylistLimits(1_000_000, 1_000, 5));
    PlaylistReading first = strict.refresh(null, BASE_URI, bytes(window(3, 7)), Map.of());
    byte[] tooMany = bytes(window(1, 7));

    assertThatThrownBy(() -> strict.refresh(first, BASE_URI, tooMany, Map.of()))
        .hasMessage(failure(strict, tooMany));
  }

  @Test
  void refresh_lineEndThatBecameLonger_failsInTheSameLine() throws PlaylistParseException {
    String text = "#EXTM3U\n#EXTINF:4,\na.ts\n#EXTINF:4,\nb.ts\r";
    PlaylistReading first = refresh(null, text + "#EXTINF:4,\nc.ts\n");
    byte[] broken = bytes(text + "\n#EXT-X-BYTERANGE:x\n");

    assertThatThrownBy(() -> reader.refresh(first, BASE_URI, broken, VARIABLES))
        .hasMessage(failure(reader, broken));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "media_vod_byte_ranges",
        "media_vod_key_rotation",
        "media_live_discontinuities",
        "media_live_low_latency",
        "media_live_delta_update",
        "media_live_imported_variables",
        "media_event_lenient",
        "multivariant_renditions"
      })
  void refresh_randomEdits_isWhatAFirstReadingGives(String scenario) {
    String text = new String(file(scenario), StandardCharsets.UTF_8);
    requireSameAsFirstReadings(new PlaylistEdits(text, new Random(scenario.hashCode())), 1_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void refresh_randomEditsOfAWindow_isWhatAFirstReadingGives(long seed) {
    int reused =
        requireSameAsFirstReadings(new PlaylistEdits(window(1, 12), new Random(seed)), 1_000);

    assertThat(reused).isGreaterThan(3_000);
  }

  /** Reads one version after the other; returns how many segments they shared in a row. */
  private int requireSameAsFirstReadings(PlaylistEdits edits, int versions) {
    PlaylistReading previous = null;
    int reused = 0;
    for (int i = 0; i < versions; i++) {
      byte[] body = bytes(edits.next());
      Object expected = outcome(previous, body, true);
      Object actual = outcome(previous, body, false);
      if (!(actual instanceof PlaylistReading reading)) {
        assertThat(actual).isEqualTo(expected);
        edits.undo();
        continue;
      }
      assertThat(reading.playlist()).isEqualTo(expected);
      reused += previous == null || reading == previous ? 0 : requireShared(previous, reading);
      previous = reading;
    }
    return reused;
  }

  private Object outcome(@Nullable PlaylistReading previous, byte[] body, boolean first) {
    MediaPlaylist media =
        previous != null && previous.playlist() instanceof MediaPlaylist playlist ? playlist : null;
    try {
      return first
          ? reader.read(BASE_URI, body, VARIABLES, media)
          : reader.refresh(previous, BASE_URI, body, VARIABLES);
    } catch (PlaylistParseException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Requires that the segments said to be shared are the same; returns how many these are. */
  private static int requireShared(PlaylistReading previous, PlaylistReading reading) {
    if (!(previous.playlist() instanceof MediaPlaylist before)
        || !(reading.playlist() instanceof MediaPlaylist now)) {
      return 0;
    }
    SharedSegments shared = now.sharedWith(before);
    for (long number = shared.first(); number < shared.next(); number++) {
      assertThat(now.segment(number)).isNotNull().isEqualTo(before.segment(number));
    }
    return (int) (shared.next() - shared.first());
  }

  private static SharedSegments shared(PlaylistReading previous, PlaylistReading reading) {
    return ((MediaPlaylist) reading.playlist()).sharedWith((MediaPlaylist) previous.playlist());
  }

  private static List<MediaSegment> segments(PlaylistReading reading) {
    return reading.playlist() instanceof MediaPlaylist media ? media.segments() : List.of();
  }

  private PlaylistReading refresh(@Nullable PlaylistReading previous, String text)
      throws PlaylistParseException {
    return reader.refresh(previous, BASE_URI, bytes(text), VARIABLES);
  }

  private static String failure(PlaylistReader reader, byte[] body) {
    try {
      return reader.read(BASE_URI, body).toString();
    } catch (PlaylistParseException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static MediaSegment segment(PlaylistReading reading, int index) {
    return segments(reading).get(index);
  }

  /** A live playlist that lists these segments. */
  private static String window(int first, int last) {
    return "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:"
        + first
        + "\n#EXT-X-MAP:URI=\"init.mp4\"\n"
        + segments(first, last);
  }

  private static String segments(int first, int last) {
    StringBuilder text = new StringBuilder();
    for (int i = first; i <= last; i++) {
      text.append("#EXTINF:4,\nsegment").append(i).append(".ts\n");
    }
    return text.toString();
  }
}
