package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A playlist read anew, delta updates too, is what it is when it is read for the first time. */
final class PlaylistRefreshFuzzTest {

  private static final int VERSIONS = 6;

  private final PlaylistReader reader =
      new PlaylistReader(new PlaylistLimits(1 << 16, 1 << 12, 200));
  private final byte[][] scenarios = FuzzSeeds.playlists().toArray(byte[][]::new);

  @DictionaryFile(resourcePath = "playlist.dict")
  @FuzzTest(maxDuration = "2m")
  void refresh_anyVersions_isWhatAFirstReadingGives(FuzzedDataProvider data) {
    byte[] body = data.pickValue(scenarios);
    PlaylistReading previous = null;
    for (int i = 0; i < VERSIONS; i++) {
      Object expected = outcome(previous, body, true);
      Object actual = outcome(previous, body, false);
      if (actual instanceof PlaylistReading reading) {
        assertThat(reading.playlist()).isEqualTo(expected);
        requireShared(previous, reading);
        previous = reading;
      } else {
        assertThat(actual).isEqualTo(expected);
      }
      body = edit(body, data);
    }
  }

  private static void requireShared(@Nullable PlaylistReading previous, PlaylistReading reading) {
    if (previous != null
        && previous.playlist() instanceof MediaPlaylist before
        && reading.playlist() instanceof MediaPlaylist now) {
      SharedSegments shared = now.sharedWith(before);
      for (long number = shared.first(); number < shared.next(); number++) {
        assertThat(now.segment(number)).isNotNull().isEqualTo(before.segment(number));
      }
    }
  }

  /** Replaces a part of the body by other bytes or by another part of it. */
  private static byte[] edit(byte[] body, FuzzedDataProvider data) {
    int from = data.consumeInt(0, body.length);
    int to = data.consumeInt(from, Math.min(body.length, from + 200));
    ByteArrayOutputStream edited = new ByteArrayOutputStream();
    edited.write(body, 0, from);
    if (data.consumeBoolean()) {
      int copied = data.consumeInt(0, body.length);
      edited.write(body, copied, Math.min(data.consumeInt(0, 200), body.length - copied));
    } else {
      edited.writeBytes(data.consumeBytes(60));
    }
    edited.write(body, to, body.length - to);
    return edited.toByteArray();
  }

  private Object outcome(@Nullable PlaylistReading previous, byte[] body, boolean first) {
    MediaPlaylist media =
        previous != null && previous.playlist() instanceof MediaPlaylist playlist ? playlist : null;
    Map<String, String> variables = Map.of("token", "abc");
    try {
      return first
          ? reader.read(Playlists.BASE_URI, body, variables, media)
          : reader.refresh(previous, Playlists.BASE_URI, body, variables);
    } catch (PlaylistParseException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
