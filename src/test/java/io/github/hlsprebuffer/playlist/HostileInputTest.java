package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.Playlists.BASE_URI;
import static io.github.hlsprebuffer.playlist.Playlists.bytes;
import static io.github.hlsprebuffer.playlist.Playlists.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged playlists: they are read or refused by name, and nothing else happens. */
final class HostileInputTest {

  private static final String[] FRAGMENTS = {
    "\n",
    "\r",
    "\0",
    "#",
    ":",
    "=",
    "\"",
    ",",
    "@",
    "{$",
    "}",
    "-",
    ".",
    "\uFEFF",
    "\u00E4",
    "9223372036854775807",
    "18446744073709551615",
    "#EXT-X-BYTERANGE:",
    "#EXT-X-KEY:METHOD=",
    "#EXT-X-SKIP:SKIPPED-SEGMENTS=9",
    "#EXT-X-PROGRAM-DATE-TIME:9999-99-99T99:99:99+99:99",
    "BYTERANGE=\"",
    "URI=\"",
    "#EXT-X-PART:",
    "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"{$a}\"\n"
  };

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

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
        "multivariant_renditions",
        "multivariant_session"
      })
  void read_damagedPlaylist_isReadOrRefused(String scenario) {
    byte[] sound = file(scenario);
    Random random = new Random(scenario.hashCode());
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = sound;
      for (int wounds = 1 + random.nextInt(4); wounds > 0; wounds--) {
        damaged = damage(damaged, random);
      }
      readOrRefuse(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"media_live_low_latency", "multivariant_renditions"})
  void read_truncatedPlaylist_isReadOrRefused(String scenario) {
    byte[] sound = file(scenario);
    for (int length = 0; length < sound.length; length++) {
      readOrRefuse(Arrays.copyOf(sound, length));
    }
  }

  private static byte[] damage(byte[] playlist, Random random) {
    int at = random.nextInt(playlist.length + 1);
    int removed = random.nextInt(Math.min(20, playlist.length - at + 1));
    byte[] inserted = bytes(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
    byte[] damaged = new byte[playlist.length - removed + inserted.length];
    System.arraycopy(playlist, 0, damaged, 0, at);
    System.arraycopy(inserted, 0, damaged, at, inserted.length);
    System.arraycopy(
        playlist, at + removed, damaged, at + inserted.length, playlist.length - at - removed);
    return damaged;
  }

  private void readOrRefuse(byte[] body) {
    try {
      Playlist playlist = reader.read(BASE_URI, body, Map.of("token", "abc"), null);
      if (playlist instanceof MediaPlaylist media) {
        requireConsistent(media);
      }
    } catch (PlaylistParseException refusal) {
      assertThat(refusal.lineNumber()).isNotNegative();
    }
  }

  private static void requireConsistent(MediaPlaylist playlist) {
    long previous = playlist.mediaSequence() - 1;
    for (MediaSegment segment : playlist.segments()) {
      assertThat(segment.mediaSequenceNumber()).isGreaterThan(previous);
      assertThat(segment.durationMicros()).isNotNegative();
      assertThat(segment.uri()).isNotBlank();
      previous = segment.mediaSequenceNumber();
    }
    assertThat(playlist.nextMediaSequenceNumber()).isGreaterThan(previous);
  }
}
