package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * Live channels of one playlist each, as a function of time: a segment every two seconds, each
 * channel at times of its own. Remembers which segments were asked for. Thread-safe.
 */
final class ManyChannels {
  static final Duration SEGMENT = Duration.ofSeconds(2);

  /** Segments in each version of a playlist. */
  static final int WINDOW = 6;

  private static final long SEGMENT_MILLIS = SEGMENT.toMillis();

  private final int channels;
  private final int segmentBytes;
  private final BitSet[] served;
  private long servedAgain;
  private long servedPlaylists;

  ManyChannels(int channels, int segmentBytes) {
    this.channels = channels;
    this.segmentBytes = segmentBytes;
    this.served = Stream.generate(BitSet::new).limit(channels).toArray(BitSet[]::new);
  }

  int size() {
    return channels;
  }

  static String playlistName(int channel) {
    return channel + "/index.m3u8";
  }

  static String segmentName(int channel, long number) {
    return channel + "/segment" + number + ".ts";
  }

  /** When a channel publishes its segments, after those of the first channel. */
  long phaseMillis(int channel) {
    return SEGMENT_MILLIS * channel / channels;
  }

  /** Media sequence number of the last segment at that time. */
  long last(int channel, long nowMillis) {
    return WINDOW - 1 + Math.floorDiv(nowMillis - phaseMillis(channel), SEGMENT_MILLIS);
  }

  /** What a path stands for, and is remembered to have been asked for. */
  synchronized byte[] serve(String path, long nowMillis) {
    int name = path.lastIndexOf('/');
    int channel = Integer.parseInt(path.substring(path.lastIndexOf('/', name - 1) + 1, name));
    if (path.endsWith(".m3u8")) {
      servedPlaylists++;
      return Bodies.utf8(text(last(channel, nowMillis)));
    }
    int number = Integer.parseInt(path.replaceAll(".*segment|\\.ts", ""));
    servedAgain += served[channel].get(number) ? 1 : 0;
    served[channel].set(number);
    return segment(channel, number);
  }

  byte[] segment(int channel, long number) {
    byte[] body = new byte[segmentBytes];
    Arrays.fill(body, (byte) (31L * channel + number));
    return body;
  }

  /** Segments that were asked for once more. */
  synchronized long servedAgain() {
    return servedAgain;
  }

  /** How often playlists were asked for. */
  synchronized long servedPlaylists() {
    return servedPlaylists;
  }

  /** How many different segments were asked for. */
  synchronized long servedSegments() {
    return Arrays.stream(served).mapToLong(BitSet::cardinality).sum();
  }

  /** Segments of a channel, from one to another, that nobody has asked for. */
  synchronized long missing(int channel, long first, long last) {
    return last - first + 1 - served[channel].get((int) first, (int) last + 1).cardinality();
  }

  private static String text(long last) {
    return Playlists.live()
        .withMediaSequence(last - WINDOW + 1)
        .withSegments(WINDOW)
        .withSegmentDuration(SEGMENT)
        .text();
  }
}
