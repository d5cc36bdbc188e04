package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Failures.assertFailure;
import static io.github.hlsprebuffer.playlist.Playlists.BASE_URI;
import static io.github.hlsprebuffer.playlist.Playlists.bytes;
import static io.github.hlsprebuffer.playlist.Playlists.file;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaText;
import static io.github.hlsprebuffer.playlist.Playlists.multivariantFile;
import static io.github.hlsprebuffer.playlist.Playlists.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VariablesTest {

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  @Test
  void read_declaredImportedAndQueryVariables_areReplaced() throws PlaylistParseException {
    MediaPlaylist playlist = readImporting(BASE_URI + "?x=1&session=a%2Bb+c#f");

    String query = "t=abc&s=a+b+c";
    assertThat(playlist.segments())
        .extracting(MediaSegment::uri)
        .containsExactly("/video/720p/0.m4s?" + query, "/video/720p/{$/1.m4s");
    assertThat(playlist.segments().get(0).initializationSection())
        .isEqualTo(new InitializationSection("/video/720p/init.mp4?" + query, null));
    assertThat(playlist.variables())
        .containsOnly(
            entry("path", "/video/720p"),
            entry("token", "abc"),
            entry("session", "a+b+c"),
            entry("query", query));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?session", "?session=", "?sessions=1", "#?session=1", "?a=session=1"})
  void read_queryParameterWithoutValue_fails(String query) {
    assertFailure(Reason.UNDEFINED_VARIABLE, () -> readImporting(BASE_URI + query));
  }

  @ParameterizedTest
  @CsvSource({"a%, a%", "a%2, a%2", "%zz, %zz", "%2fb, /b", "%C3%A4, \u00e4", "a=b, a=b", "%, %"})
  void read_queryParameter_isPercentDecodedAsFarAsItCanBe(String value, String expected)
      throws PlaylistParseException {
    assertThat(readImporting(BASE_URI + "?session=" + value).variables())
        .containsEntry("session", expected);
  }

  @Test
  void read_importWithoutMultivariantPlaylist_fails() {
    assertFailure(
        Reason.UNDEFINED_VARIABLE, () -> read(mediaText("#EXT-X-DEFINE:IMPORT=\"token\"")));
  }

  @Test
  void read_importIntoAMultivariantPlaylist_fails() {
    byte[] body = bytes("#EXTM3U\n#EXT-X-DEFINE:IMPORT=\"token\"\n#EXT-X-MEDIA:TYPE=AUDIO\n");

    assertFailure(
        Reason.INVALID_DEFINITION, () -> reader.read(BASE_URI, body, Map.of("token", "abc")));
  }

  @Test
  void variables_ofAMultivariantPlaylist_canBeImported() throws PlaylistParseException {
    MultivariantPlaylist parent = multivariantFile("multivariant_session");

    assertThat(media(parent.variables(), "#EXT-X-DEFINE:IMPORT=\"token\"", "a?{$token}").segments())
        .extracting(MediaSegment::uri)
        .containsExactly("a?abc");
  }

  @ParameterizedTest
  @CsvSource({
    "a{$v}b, aVb",
    "{$v}{$v}, VV",
    "{$w-1_X}, W",
    "{$v, {$v",
    "{$}, {$}",
    "{$ v}, {$ v}",
    "{$v}}, V}",
    "{{$v}}, {V}",
    "{$v{$v}, {$vV",
    "$v {v}, $v {v}"
  })
  void read_reference_isReplacedOnlyWhenItIsOne(String text, String expected)
      throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXT-X-DEFINE:NAME=\"v\",VALUE=\"V\"",
            "#EXT-X-DEFINE:NAME=\"w-1_X\",VALUE=\"W\"",
            "#EXT-X-MAP:URI=\"" + text + "\"",
            text);

    MediaSegment segment = playlist.segments().get(0);
    assertThat(segment.uri()).isEqualTo(expected);
    assertThat(segment.initializationSection())
        .isEqualTo(new InitializationSection(expected, null));
  }

  @Test
  void read_variableWithinAByteRange_isReplaced() throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXT-X-DEFINE:NAME=\"n\",VALUE=\"600\"",
            "#EXT-X-MAP:URI=\"i\",BYTERANGE=\"{$n}@0\"",
            "a.ts");

    assertThat(playlist.segments().get(0).initializationSection())
        .isEqualTo(new InitializationSection("i", new ByteRange(0, 600)));
  }

  @Test
  void read_valueWithReferenceToALaterVariable_fails() {
    assertFailure(
        Reason.UNDEFINED_VARIABLE,
        () ->
            media(
                "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"{$b}\"", "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"1\""));
  }

  @Test
  void read_emptyValue_isAValue() throws PlaylistParseException {
    assertThat(media("#EXT-X-DEFINE:NAME=\"e\",VALUE=\"\"", "a{$e}b").segments().get(0).uri())
        .isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXT-X-DEFINE:",
        "#EXT-X-DEFINE:VALUE=\"1\"",
        "#EXT-X-DEFINE:NAME=\"a\"",
        "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"1\",IMPORT=\"b\"",
        "#EXT-X-DEFINE:QUERYPARAM=\"a\",IMPORT=\"b\"",
        "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"1\"\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"1\""
      })
  void read_malformedDefinition_fails(String lines) {
    assertFailure(Reason.INVALID_DEFINITION, () -> read("#EXTM3U\n" + lines));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{$gone}.ts",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"{$gone}\"",
        "#EXT-X-MAP:URI=\"{$gone}\"",
        "#EXT-X-PART:DURATION=1,URI=\"{$gone}\""
      })
  void read_undefinedVariable_fails(String line) {
    assertFailure(Reason.UNDEFINED_VARIABLE, () -> media(line));
  }

  @Test
  void read_moreVariablesThanAnybodyNeeds_fails() {
    String define = "#EXT-X-DEFINE:NAME=\"v%d\",VALUE=\"\"";
    String[] lines = IntStream.range(0, 1001).mapToObj(define::formatted).toArray(String[]::new);

    assertFailure(Reason.INVALID_DEFINITION, () -> media(lines));
  }

  @Test
  void read_variablesThatGrowWithoutBound_fail() {
    StringBuilder lines = new StringBuilder("#EXTM3U\n#EXT-X-DEFINE:NAME=\"v0\",VALUE=\"0123\"\n");
    for (int i = 1; i < 60; i++) {
      String half = "{$v" + (i - 1) + "}";
      lines.append("#EXT-X-DEFINE:NAME=\"v" + i + "\",VALUE=\"" + half + half + "\"\n");
    }

    assertFailure(Reason.LINE_TOO_LONG, () -> read(lines.toString()));
  }

  @Test
  void read_variablesThatExpandToMoreThanAPlaylist_fail() {
    String define = "#EXT-X-DEFINE:NAME=\"v\",VALUE=\"" + "v".repeat(60_000) + "\"\n";

    assertFailure(
        Reason.TOO_LARGE, () -> read("#EXTM3U\n" + define + "#EXTINF:4,\n{$v}\n".repeat(1000)));
  }

  private MediaPlaylist readImporting(String baseUri) throws PlaylistParseException {
    return (MediaPlaylist)
        reader.read(
            baseUri, file("media_live_imported_variables"), Map.of("token", "abc", "other", "1"));
  }
}
