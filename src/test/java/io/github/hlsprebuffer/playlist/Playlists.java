package io.github.hlsprebuffer.playlist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The playlists that tests read: scenario files, and texts of the tests' own. */
final class Playlists {

  static final String BASE_URI = "https://origin.example/live/stream/index.m3u8";

  private static final PlaylistReader READER = new PlaylistReader(PlaylistLimits.DEFAULT);

  private Playlists() {}

  static byte[] file(String scenario) {
    try (InputStream file =
        Playlists.class.getResourceAsStream("/playlists/" + scenario + ".m3u8")) {
      return Objects.requireNonNull(file, scenario).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MediaPlaylist mediaFile(String scenario) throws PlaylistParseException {
    return (MediaPlaylist) READER.read(BASE_URI, file(scenario));
  }

  static MultivariantPlaylist multivariantFile(String scenario) throws PlaylistParseException {
    return (MultivariantPlaylist) READER.read(BASE_URI, file(scenario));
  }

  static Playlist read(String text) throws PlaylistParseException {
    return READER.read(BASE_URI, bytes(text));
  }

  /** Reads the lines of a media playlist; the first line and a target duration are added. */
  static MediaPlaylist media(String... lines) throws PlaylistParseException {
    return (MediaPlaylist) read(mediaText(lines));
  }

  static String mediaText(String... lines) {
    return "#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + String.join("\n", lines) + "\n";
  }

  static MediaPlaylist media(Map<String, String> importable, String... lines)
      throws PlaylistParseException {
    return (MediaPlaylist) READER.read(BASE_URI, bytes(mediaText(lines)), importable);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
