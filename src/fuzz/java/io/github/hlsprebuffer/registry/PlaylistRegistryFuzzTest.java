package io.github.hlsprebuffer.registry;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.hlsprebuffer.playlist.FuzzSeeds;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whatever playlists say and viewers ask for: what is wished for is named, and all is forgotten.
 */
final class PlaylistRegistryFuzzTest {
  private static final int STEPS = 60;
  private static final String[] NAMES = {"low.m3u8", "high.m3u8", "sound.m3u8"};
  private static final String[] VIEWERS = {"a", "b", "c"};
  private static final byte[] MULTIVARIANT =
      """
      #EXTM3U
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="n",URI="sound.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="g"
      low.m3u8
      #EXT-X-STREAM-INF:BANDWIDTH=2,AUDIO="g"
      high.m3u8
      """
          .getBytes(StandardCharsets.UTF_8);

  // Here presentations begin anew all the time, and each is told of. Held, or the level is lost.
  private static final Logger RESTARTS = Logger.getLogger(PlaylistTimeline.class.getName());

  static {
    RESTARTS.setLevel(Level.OFF);
  }

  private final byte[][] scenarios = FuzzSeeds.playlists().toArray(byte[][]::new);

  @DictionaryFile(resourcePath = "/io/github/hlsprebuffer/playlist/playlist.dict")
  @FuzzTest(maxDuration = "2m")
  void run_anyPlaylistsAndRequests_wishesAreNamedAndNothingStays(FuzzedDataProvider data) {
    FuzzedRegistry registry = new FuzzedRegistry(data.consumeLong(), data.consumeBoolean());
    registry.register("index.m3u8", MULTIVARIANT, "a");
    Map<String, FuzzedPlaylist> playlists =
        Stream.of(NAMES)
            .collect(Collectors.toMap(Function.identity(), name -> new FuzzedPlaylist(scenarios)));
    for (int i = 0; i < STEPS && data.remainingBytes() > 0; i++) {
      step(registry, playlists, data);
      registry.assertConsistent();
    }
    if (data.consumeBoolean()) {
      registry.clear();
    } else {
      registry.abandon();
    }
  }

  private static void step(
      FuzzedRegistry registry, Map<String, FuzzedPlaylist> playlists, FuzzedDataProvider data) {
    String name = data.pickValue(NAMES);
    String viewer = data.pickValue(VIEWERS);
    switch (data.consumeInt(0, 11)) {
      case 0, 1, 2, 3 -> {
        FuzzedPlaylist playlist = playlists.get(name);
        if (playlist != null) {
          registry.register(name, playlist.next(data), viewer);
        }
      }
      case 4 -> registry.choose(name, viewer);
      case 5 -> registry.hint(data, viewer);
      case 6 -> registry.sweep();
      case 7 -> registry.pass(data.consumeLong(0, 20_000_000));
      case 8 -> registry.pass(data.consumeInt(0, 10_000));
      default -> registry.ask(data, viewer);
    }
  }
}
