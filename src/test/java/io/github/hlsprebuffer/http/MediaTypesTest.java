package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaTypesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.apple.mpegurl",
        "application/x-mpegurl",
        "application/mpegurl",
        "audio/mpegurl",
        "audio/x-mpegurl"
      })
  void isPlaylistType_typesInUse_areOfPlaylists(String mediaType) {
    assertThat(MediaTypes.isPlaylistType(mediaType)).isTrue();
  }

  @Test
  void isPlaylistType_anythingElse_isNot() {
    assertThat(MediaTypes.isPlaylistType("text/plain")).isFalse();
    assertThat(MediaTypes.isPlaylistType("video/mp2t")).isFalse();
    assertThat(MediaTypes.isPlaylistType("")).isFalse();
    assertThat(MediaTypes.isPlaylistType(null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/live/a.m3u8, true, false",
    "/live/A.M3U8, true, false",
    "/a.m3u, true, false",
    "/a.m3u8/x, false, false",
    "/live/1.ts, false, true",
    "/live/1.M4S, false, true",
    "/a/init.mp4, false, true",
    "/a/sub.vtt, false, true",
    "/a/1.aac, false, true",
    "/a/1.cmfv, false, true",
    "/index.html, false, false",
    "/ts, false, false",
    "/a.ts/, false, false",
    "/a.b/segment, false, false",
    "/a., false, false",
    "'', false, false"
  })
  void names_ofPaths_goByTheLastExtension(String path, boolean playlist, boolean segment) {
    assertThat(MediaTypes.isPlaylistExtension(MediaTypes.extension(path))).isEqualTo(playlist);
    assertThat(MediaTypes.isSegmentExtension(MediaTypes.extension(path))).isEqualTo(segment);
  }

  @ParameterizedTest
  @CsvSource({"/a/b.C.TS, ts", "/a.d/b, ''", "/a/.hidden, hidden", "plain, ''", "/x., ''"})
  void extension_ofPath_isLowerCase(String path, String expected) {
    assertThat(MediaTypes.extension(path)).isEqualTo(expected);
  }

  /** In Turkish, the lower case of I is no i. */
  @Test
  void extension_turkishMachine_isTheSame() {
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale("tr", "TR"));
    try {
      assertThat(MediaTypes.extension("/A.IMSC1")).isEqualTo("imsc1");
      assertThat(MediaTypes.isSegmentExtension(MediaTypes.extension("/A.IMSC1"))).isTrue();
    } finally {
      Locale.setDefault(before);
    }
  }
}
