package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.testing.Playlists;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A live channel with three variants and an audio rendition, as a function of time: which segments
 * there are, and what its playlists say. All playlists have their segments at the same media times,
 * each under media sequence numbers of its own, and publish them with a delay of its own.
 */
final class LiveChannel {
  static final long SEGMENT_MILLIS = 2_000;
  static final int VARIANTS = 3;

  /** The playlist of the audio rendition; those before it are the variants'. */
  static final int AUDIO = 3;

  static final int PLAYLISTS = 4;

  private static final List<String> NAMES = List.of("low", "mid", "high", "audio");
  private static final long[] FIRST_NUMBERS = {0, 1_000, 70_000, 7};
  private static final long[] DELAYS_MILLIS = {0, 120, 250, 40};
  private static final int KEPT = 64;

  private final int window;
  private final @Nullable Instant start;
  private final Line[][] kept = new Line[PLAYLISTS][KEPT];
  private final Map<String, ResourceRequest> requests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ResourceRequest> eldest) {
          return size() > PLAYLISTS * KEPT;
        }
      };

  /** What a playlist says of a segment, and what it is kept under. */
  private record Line(Segment segment, String text, CacheKey key) {}

  /**
   * A segment of a playlist.
   *
   * @param index counts the segments from the begin of the channel
   */
  record Segment(int playlist, long index) {
    byte[] body() {
      return (NAMES.get(playlist) + index).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * A channel.
   *
   * @param window segments in each playlist
   * @param start date of the first segment, or null for playlists without dates
   */
  LiveChannel(int window, @Nullable Instant start) {
    this.window = window;
    this.start = start;
  }

  int window() {
    return window;
  }

  boolean isDated() {
    return start != null;
  }

  /** Index of the last segment that a playlist has at that time. */
  static long last(int playlist, long nowMillis) {
    return Math.floorDiv(nowMillis - DELAYS_MILLIS[playlist], SEGMENT_MILLIS) - 1;
  }

  /** Index of the first segment in the version of a playlist that ends with {@code last}. */
  long first(long last) {
    return Math.max(0, last - window + 1);
  }

  CacheKey key(int playlist, long index) {
    return line(playlist, index).key;
  }

  static CacheKey playlistKey(int playlist) {
    return RegistryBench.key(playlistName(playlist));
  }

  static String playlistName(int playlist) {
    return NAMES.get(playlist) + "/index.m3u8";
  }

  /** What a URI of the channel is fetched with. */
  ResourceRequest request(String uri, @Nullable ByteInterval range) {
    // A day has millions of these, for the same few segments.
    return requests.computeIfAbsent(
        uri, u -> Objects.requireNonNull(RegistryBench.request(u, range)));
  }

  /** The segment that a path ends with. */
  static Segment segment(String path) {
    int name = path.lastIndexOf('/');
    int directory = path.lastIndexOf('/', name - 1);
    int playlist = NAMES.indexOf(path.substring(directory + 1, name));
    long number = Long.parseLong(path, name + 2, path.length() - 3, 10);
    return new Segment(playlist, number - FIRST_NUMBERS[playlist]);
  }

  static String multivariantText() {
    return Playlists.multivariant()
        .withVariant(playlistName(0), 400_000, "sound")
        .withVariant(playlistName(1), 1_600_000, "sound")
        .withVariant(playlistName(2), 5_000_000, "sound")
        .withAudio("sound", "english", playlistName(AUDIO))
        .text();
  }

  /** The version of a playlist that ends with a segment. */
  String text(int playlist, long last) {
    long first = first(last);
    StringBuilder text = new StringBuilder(64 + window * 80);
    text.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:");
    text.append(FIRST_NUMBERS[playlist] + first).append('\n');
    for (long index = first; index <= last; index++) {
      text.append(line(playlist, index).text);
    }
    return text.toString();
  }

  private Line line(int playlist, long index) {
    Line line = kept[playlist][(int) (index % KEPT)];
    if (line == null || line.segment.index != index) {
      line = newLine(playlist, index);
      kept[playlist][(int) (index % KEPT)] = line;
    }
    return line;
  }

  private Line newLine(int playlist, long index) {
    String name = "s" + (FIRST_NUMBERS[playlist] + index) + ".ts";
    String date =
        start == null
            ? ""
            : "#EXT-X-PROGRAM-DATE-TIME:" + start.plusMillis(index * SEGMENT_MILLIS) + "\n";
    return new Line(
        new Segment(playlist, index),
        date + "#EXTINF:2.000,\n" + name + "\n",
        RegistryBench.key(NAMES.get(playlist) + "/" + name));
  }
}
