package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.multivariantFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

/** What multivariant playlists say. */
final class MultivariantReadingTest {

  @Test
  void read_variants_haveAttributesAndGroups() throws PlaylistParseException {
    assertThat(multivariantFile("multivariant_renditions").variants())
        .containsExactly(
            new VariantStream(
                "video/540p.m3u8",
                2_227_464,
                2_218_327L,
                "avc1.640020,mp4a.40.2",
                "960x540",
                "aac",
                "angles",
                "subs",
                "cc",
                "CDN-A"),
            new VariantStream(
                "video/1080p.m3u8?v=2", 8_178_040, null, null, null, null, null, null, null, null),
            new VariantStream(
                "nobandwidth.m3u8", 0, null, "avc1", null, null, null, null, null, null));
  }

  @Test
  void read_renditions_areListedAsTheyAre() throws PlaylistParseException {
    assertThat(multivariantFile("multivariant_renditions").renditions())
        .containsExactly(
            new Rendition(
                Rendition.Type.AUDIO,
                "aac",
                "English, stereo",
                "audio/en.m3u8",
                "en",
                true,
                true,
                false,
                "2",
                null),
            new Rendition(
                Rendition.Type.AUDIO, "aac", "Muxed", null, null, false, false, false, null, null),
            new Rendition(
                Rendition.Type.SUBTITLES,
                "subs",
                "Deutsch",
                "subs/de.m3u8",
                "de",
                false,
                false,
                true,
                null,
                null),
            new Rendition(
                Rendition.Type.CLOSED_CAPTIONS,
                "cc",
                "CC",
                null,
                null,
                false,
                false,
                false,
                null,
                "CC1"),
            new Rendition(
                Rendition.Type.VIDEO,
                "angles",
                "Pitch",
                "video/pitch.m3u8",
                null,
                false,
                false,
                false,
                null,
                null),
            new Rendition(null, "x", "X", null, null, false, false, false, null, null));
  }

  @Test
  void read_iframeStreams_needAUri() throws PlaylistParseException {
    assertThat(multivariantFile("multivariant_renditions").iframeStreams())
        .containsExactly(
            new IFrameStream(
                "video/540p-iframes.m3u8", 186_522, "avc1.64001f", "960x540", "angles", "CDN-A"));
  }

  @Test
  void read_session_hasKeysDataAndSteering() throws PlaylistParseException {
    MultivariantPlaylist playlist = multivariantFile("multivariant_session");

    assertThat(playlist.baseUri()).isEqualTo(Playlists.BASE_URI);
    assertThat(playlist.variables()).containsExactly(entry("token", "abc"));
    assertThat(playlist.sessionKeys())
        .containsExactly(
            new EncryptionKey(
                "SAMPLE-AES", "skd://key65", "com.apple.streamingkeydelivery", "1", null));
    assertThat(playlist.sessionData())
        .containsExactly(
            new SessionData("com.example.title", "A film", null, "en"),
            new SessionData("com.example.lyrics", null, "lyrics.json", null));
    assertThat(playlist.contentSteering())
        .isEqualTo(new ContentSteering("/steering?v=abc", "CDN-A"));
    assertThat(playlist.variants())
        .extracting(VariantStream::uri)
        .containsExactly("low.m3u8?token=abc");
  }

  @Test
  void read_noSteering_isNone() throws PlaylistParseException {
    assertThat(multivariantFile("multivariant_renditions").contentSteering()).isNull();
  }
}
