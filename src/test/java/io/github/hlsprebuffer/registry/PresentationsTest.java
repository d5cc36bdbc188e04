package io.github.hlsprebuffer.registry;

import static io.github.hlsprebuffer.registry.RegistryBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.playlist.MultivariantPlaylist;
import io.github.hlsprebuffer.playlist.PlaylistLimits;
import io.github.hlsprebuffer.playlist.PlaylistParseException;
import io.github.hlsprebuffer.playlist.PlaylistReader;
import io.github.hlsprebuffer.testing.Bodies;
import org.junit.jupiter.api.Test;

/** However many multivariant playlists there are, and whatever they name. */
final class PresentationsTest {
  private static final int MAX_BYTES = 1 << 20;

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);
  private final Presentations presentations = new Presentations(MAX_BYTES);

  private void register(String... variants) throws PlaylistParseException {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    for (String variant : variants) {
      text.append("#EXT-X-STREAM-INF:BANDWIDTH=1\n").append(variant).append('\n');
    }
    presentations.register(
        (MultivariantPlaylist)
            reader.read(RegistryBench.BASE + "a.m3u8", Bodies.utf8(text.toString())),
        RegistryBench::request);
  }

  private void assertKnown(String one, String other) {
    assertThat(presentations.member(key(one)).alternatives())
        .containsExactlyInAnyOrder(key(one), key(other));
  }

  @Test
  void register_hundredThousandOfThem_thoseInUseAreRemembered() throws Exception {
    register("watched1", "watched2");
    for (int i = 0; i < 100_000; i++) {
      register(i + "a", i + "b");
      assertThat(presentations.member(key("watched1")).alternatives()).isNotEmpty();
    }

    assertThat(presentations.size()).isBetween(1_000, MAX_BYTES / 300);
    assertKnown("watched1", "watched2");
    assertKnown("99999a", "99999b");
    assertThat(presentations.member(key("0a")).alternatives()).isEmpty();
  }

  @Test
  void register_longNames_fewerAreRemembered() throws Exception {
    String folder = "f".repeat(10_000) + "/";
    for (int i = 0; i < 1_000; i++) {
      register(folder + i, i + "short");
      // Somebody sees to it that the short names stay in use.
      assertThat(presentations.member(key(i + "short")).alternatives()).isNotEmpty();
    }

    assertThat(presentations.size()).isBetween(100, 2 * MAX_BYTES / 10_000);
    assertKnown(folder + 999, "999short");
  }

  @Test
  void register_oneThatIsTooMuchByItself_pushesNothingOut() throws Exception {
    register("a", "b");
    String[] variants = new String[500];
    for (int i = 0; i < variants.length; i++) {
      variants[i] = "f".repeat(8_000) + "/" + i;
    }

    register(variants);

    assertThat(presentations.size()).isEqualTo(2);
    assertKnown("a", "b");
  }

  @Test
  void register_againAndAgain_takesNoMoreRoom() throws Exception {
    register("a", "b");
    for (int i = 0; i < 10_000; i++) {
      register("c", "d");
      register("c", "e");
      register("c", "d");
    }

    assertThat(presentations.size()).isEqualTo(5);
    assertKnown("a", "b");
    assertKnown("c", "d");
    assertThat(presentations.member(key("e")).alternatives()).contains(key("c"));
  }
}
