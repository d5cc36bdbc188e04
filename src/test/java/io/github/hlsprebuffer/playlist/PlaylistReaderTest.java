package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.BASE_URI;
import static io.github.hlsprebuffer.playlist.Playlists.bytes;
import static io.github.hlsprebuffer.playlist.Playlists.file;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaText;
import static io.github.hlsprebuffer.playlist.Playlists.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every playlist: lines, kinds, errors and bounds. */
final class PlaylistReaderTest {

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n\n", "\n\r\n", " \t\n"})
  void read_otherLineEnds_saysTheSame(String lineEnd) throws PlaylistParseException {
    String text = new String(file("media_live_discontinuities"), StandardCharsets.UTF_8);

    assertThat(read(text.replace("\n", lineEnd))).isEqualTo(read(text));
  }

  @Test
  void read_byteOrderMark_isPassedOver() throws PlaylistParseException {
    assertThat(read("\uFEFF" + mediaText("#EXTINF:4,", "a.ts")))
        .isEqualTo(media("#EXTINF:4,", "a.ts"));
  }

  @Test
  void read_nulBytesAtTheEnd_arePassedOver() throws PlaylistParseException {
    assertThat(read(mediaText("#EXTINF:4,", "a.ts") + "\0\0\0\n\0"))
        .isEqualTo(media("#EXTINF:4,", "a.ts"));
  }

  @Test
  void read_lastLineWithoutEnd_isALine() throws PlaylistParseException {
    assertThat(((MediaPlaylist) read("#EXTM3U\n#EXTINF:4,\na.ts")).segments()).hasSize(1);
  }

  @Test
  void read_commentsAndUnknownTags_arePassedOver() throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXTM3U",
            "# comment",
            "#EXT",
            "#EXT-X-",
            "#EXT-X-Z",
            "#EXTINFO:1",
            "#EXT-X-ENDLISTED",
            "#",
            "#EXTINF:4,",
            "#EXT-X-GAPS",
            "#EXT-X-KEYS:METHOD=AES-128",
            "a.ts");

    assertThat(playlist.endList()).isFalse();
    assertThat(playlist.segments()).containsExactly(media("#EXTINF:4,", "a.ts").segments().get(0));
  }

  @Test
  void read_partOfAnArray_looksAtNothingElse() throws PlaylistParseException {
    byte[] playlist = bytes(mediaText("#EXTINF:4,", "a.ts"));
    byte[] array = new byte[playlist.length + 100];
    Arrays.fill(array, (byte) 'x');
    System.arraycopy(playlist, 0, array, 30, playlist.length);

    assertThat(reader.read(BASE_URI, array, 30, playlist.length, Map.of(), null))
        .isEqualTo(reader.read(BASE_URI, playlist));
  }

  @Test
  void read_partOfAnArray_theBytesBelongToTheCallerAfterwards() throws PlaylistParseException {
    byte[] playlist = bytes(mediaText("#EXTINF:4,", "a.ts"));
    Playlist before = reader.read(BASE_URI, playlist, 0, playlist.length, Map.of(), null);
    Arrays.fill(playlist, (byte) 'x');

    assertThat(before).isEqualTo(media("#EXTINF:4,", "a.ts"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "\0",
        "#EXTM3",
        "#EXTM3U8\n#EXTINF:4,\na.ts",
        "# comment\n#EXTM3U",
        "#EXTINF:4,\na.ts",
        "<html>",
        "\uFEFF"
      })
  void read_withoutHeader_isNoPlaylist(String text) {
    assertFailure(text, Reason.NOT_A_PLAYLIST);
  }

  @Test
  void read_headerWithMoreBehindIt_isAPlaylist() throws PlaylistParseException {
    assertThat(read("#EXTM3U x-tvg-url=\"guide.xml\"\n#EXTINF:4,\na.ts"))
        .isInstanceOf(MediaPlaylist.class);
  }

  @Test
  void read_noTagOfEitherKind_isAnEmptyMultivariantPlaylist() throws PlaylistParseException {
    assertThat(read("#EXTM3U\n#EXT-X-VERSION:3\nstray.ts\n"))
        .isEqualTo(read("#EXTM3U"))
        .isInstanceOfSatisfying(
            MultivariantPlaylist.class, playlist -> assertThat(playlist.variants()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n#EXTINF:4,\na.ts",
        "#EXTINF:4,\na.ts\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8",
        "#EXT-X-MEDIA:TYPE=AUDIO\n#EXT-X-ENDLIST",
        "#EXT-X-DATERANGE:ID=\"1\"\n#EXT-X-SESSION-DATA:DATA-ID=\"a\"",
        "#EXT-X-BITRATE:1\n#EXT-X-CONTENT-STEERING:SERVER-URI=\"a\""
      })
  void read_tagsOfBothKinds_fails(String lines) {
    assertFailure("#EXTM3U\n" + lines, Reason.MIXED_PLAYLIST_TAGS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"#EXT-X-VERSION:3", "#EXT-X-START:TIME-OFFSET=1", "#EXT-X-INDEPENDENT-SEGMENTS"})
  void read_tagThatMayAppearOnceTwice_fails(String tag) {
    assertFailure("#EXTM3U\n" + tag + "\n" + tag, Reason.DUPLICATE_TAG);
  }

  @Test
  void read_failure_namesTheLine() {
    assertThatThrownBy(() -> read("#EXTM3U\r\n\r\n# comment\r#EXT-X-MEDIA-SEQUENCE:x\n"))
        .isInstanceOfSatisfying(
            PlaylistParseException.class,
            failure -> {
              assertThat(failure.lineNumber()).isEqualTo(4);
              assertThat(failure).hasMessage("line 4: INVALID_NUMBER: x");
            });
  }

  @Test
  void read_moreBytesThanAllowed_fails() throws PlaylistParseException {
    byte[] playlist = bytes(mediaText("#EXTINF:4,", "a.ts"));
    int length = playlist.length;

    assertThat(new PlaylistReader(new PlaylistLimits(length, 99, 9)).read(BASE_URI, playlist))
        .isNotNull();
    assertFailure(new PlaylistLimits(length - 1, 99, 9), playlist, Reason.TOO_LARGE);
  }

  @Test
  void read_lineLongerThanAllowed_fails() throws PlaylistParseException {
    byte[] longest = bytes("#EXTM3U\n#EXTINF:4,\n" + "u".repeat(64 << 10));
    byte[] tooLong = bytes("#EXTM3U\n#EXTINF:4,\n" + "u".repeat(1 << 20) + "\nb.ts");

    assertThat(reader.read(BASE_URI, longest)).isNotNull();
    assertFailure(PlaylistLimits.DEFAULT, tooLong, Reason.LINE_TOO_LONG);
  }

  @Test
  void read_moreSegmentsThanAllowed_fails() throws PlaylistParseException {
    PlaylistLimits three = new PlaylistLimits(9999, 999, 3);
    String segment = "#EXTINF:4,\na.ts\n";

    assertThat(new PlaylistReader(three).read(BASE_URI, bytes("#EXTM3U\n" + segment.repeat(3))))
        .isNotNull();
    assertFailure(three, bytes("#EXTM3U\n" + segment.repeat(4)), Reason.TOO_MANY_SEGMENTS);
  }

  @Test
  void read_millionSegments_fails() {
    byte[] million = bytes("#EXTM3U\n" + "#EXTINF:4,\na.ts\n".repeat(1_000_000));

    assertFailure(PlaylistLimits.DEFAULT, million, Reason.TOO_LARGE);
    PlaylistLimits large =
        new PlaylistLimits(
            64 << 20, PlaylistLimits.DEFAULT.maxLineBytes(), PlaylistLimits.DEFAULT.maxSegments());
    assertFailure(large, million, Reason.TOO_MANY_SEGMENTS);
  }

  @Test
  void read_morePartsThanAllowed_fails() {
    PlaylistLimits three = new PlaylistLimits(9999, 999, 3);
    String part = "#EXT-X-PART:DURATION=1,URI=\"a\"\n";

    assertFailure(three, bytes("#EXTM3U\n" + part.repeat(4)), Reason.TOO_MANY_SEGMENTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void limits_notPositive_areRefused(int limit) {
    assertThatThrownBy(() -> new PlaylistLimits(limit, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PlaylistLimits(1, limit, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PlaylistLimits(1, 1, limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertFailure(String text, Reason reason) {
    assertFailure(PlaylistLimits.DEFAULT, bytes(text), reason);
  }

  private static void assertFailure(PlaylistLimits limits, byte[] body, Reason reason) {
    Failures.assertFailure(reason, () -> new PlaylistReader(limits).read(BASE_URI, body));
  }
}
