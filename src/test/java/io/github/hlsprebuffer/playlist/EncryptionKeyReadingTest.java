package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Failures.assertFailure;
import static io.github.hlsprebuffer.playlist.Playlists.media;
import static io.github.hlsprebuffer.playlist.Playlists.mediaFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which keys apply to which segment. */
final class EncryptionKeyReadingTest {

  private static final EncryptionKey FIRST =
      new EncryptionKey(
          "AES-128", "key?id=1", "identity", null, "0x0123456789ABCDEF0123456789ABCDEF");
  private static final EncryptionKey SECOND =
      new EncryptionKey("AES-128", "key?id=2", "identity", null, null);
  private static final EncryptionKey FAIRPLAY =
      new EncryptionKey("SAMPLE-AES", "skd://two", "com.apple.streamingkeydelivery", "1", null);

  @Test
  void read_keyRotation_givesEachSegmentItsKeys() throws PlaylistParseException {
    assertThat(mediaFile("media_vod_key_rotation").segments())
        .extracting(MediaSegment::keys)
        .containsExactly(
            List.of(),
            List.of(FIRST),
            List.of(FIRST),
            List.of(FIRST, FAIRPLAY),
            List.of(FAIRPLAY, SECOND),
            List.of(),
            List.of(SECOND),
            List.of(SECOND));
  }

  @Test
  void read_keyRotation_listsTheKeysInOrder() throws PlaylistParseException {
    assertThat(mediaFile("media_vod_key_rotation").keys())
        .containsExactly(FIRST, FAIRPLAY, SECOND, SECOND);
  }

  @Test
  void read_repeatedTags_shareOneObject() throws PlaylistParseException {
    List<MediaSegment> segments = mediaFile("media_vod_key_rotation").segments();

    assertThat(segments.get(7).keys()).isSameAs(segments.get(6).keys());
  }

  @Test
  void read_keyOfAnInitializationSectionOnly_isListed() throws PlaylistParseException {
    MediaPlaylist playlist =
        media(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"map-key\"",
            "#EXT-X-MAP:URI=\"init.mp4\"",
            "#EXT-X-KEY:METHOD=NONE",
            "#EXTINF:4,",
            "a.m4s");

    assertThat(playlist.segments().get(0).keys()).isEmpty();
    assertThat(playlist.keys()).extracting(EncryptionKey::uri).containsExactly("map-key");
  }

  @Test
  void read_moreKeysAtATimeThanAnybodyNeeds_fails() {
    String key = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\",KEYFORMAT=\"%d\"";
    String[] lines = IntStream.range(0, 65).mapToObj(key::formatted).toArray(String[]::new);

    assertFailure(Reason.TOO_MANY_KEYS, () -> media(lines));
  }
}
