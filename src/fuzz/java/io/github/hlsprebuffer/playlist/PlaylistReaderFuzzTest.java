package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are a playlist or are refused by name. */
final class PlaylistReaderFuzzTest {

  private static final PlaylistLimits LIMITS = new PlaylistLimits(1 << 16, 1 << 12, 200);

  private final PlaylistReader reader = new PlaylistReader(LIMITS);

  static Stream<byte[]> scenarios() {
    return FuzzSeeds.playlists();
  }

  @MethodSource("scenarios")
  @DictionaryFile(resourcePath = "playlist.dict")
  @FuzzTest(maxDuration = "2m")
  void read_anyBytes_isReadOrRefused(byte[] body) {
    try {
      Playlist playlist = reader.read(Playlists.BASE_URI, body, Map.of("token", "abc"), null);
      if (playlist instanceof MediaPlaylist media) {
        requireConsistent(media);
      }
      assertThat(
              reader.read(
                  Playlists.BASE_URI, padded(body), 3, body.length, Map.of("token", "abc"), null))
          .isEqualTo(playlist);
    } catch (PlaylistParseException refusal) {
      assertThat(refusal.lineNumber()).isNotNegative();
    }
  }

  /** The bytes around a playlist must not matter. */
  private static byte[] padded(byte[] body) {
    byte[] padded = Playlists.bytes("\n{$" + "?".repeat(body.length) + "{$");
    System.arraycopy(body, 0, padded, 3, body.length);
    return padded;
  }

  private static void requireConsistent(MediaPlaylist playlist) {
    assertThat(playlist.segments()).hasSizeLessThanOrEqualTo(LIMITS.maxSegments());
    long previous = playlist.mediaSequence() - 1;
    for (MediaSegment segment : playlist.segments()) {
      assertThat(segment.mediaSequenceNumber()).isGreaterThan(previous);
      assertThat(segment.durationMicros()).isNotNegative();
      assertThat(playlist.segment(segment.mediaSequenceNumber())).isEqualTo(segment);
      assertThat(playlist.resolve(segment.uri())).isNotEmpty();
      previous = segment.mediaSequenceNumber();
    }
    assertThat(playlist.nextMediaSequenceNumber()).isGreaterThan(previous);
  }
}
