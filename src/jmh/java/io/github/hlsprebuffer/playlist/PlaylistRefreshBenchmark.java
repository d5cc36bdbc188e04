package io.github.hlsprebuffer.playlist;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The time to read a live playlist anew, beside that of reading it for the first time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlaylistRefreshBenchmark {

  private static final String BASE_URI = "https://origin.example/live/index.m3u8";

  /** The number of segments. */
  @Param({"10", "1000", "10000"})
  public int segments;

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);
  private byte[] sameBody = {};
  private byte[] nextBody = {};
  private PlaylistReading previous;

  /** Writes two versions of the playlist, and reads the first one. */
  @Setup
  public void write() throws PlaylistParseException {
    previous = reader.refresh(null, BASE_URI, window(1000), Map.of());
    sameBody = window(1000);
    nextBody = window(1001);
  }

  private byte[] window(int mediaSequence) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence).append('\n');
    text.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (int i = mediaSequence; i < mediaSequence + segments; i++) {
      text.append("#EXTINF:6.00600,\nsegment_%05d.m4s\n".formatted(i));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The body is the same. */
  @Benchmark
  public PlaylistReading unchanged() throws PlaylistParseException {
    return reader.refresh(previous, BASE_URI, sameBody, Map.of());
  }

  /** The first segment has gone and there is a new last one. */
  @Benchmark
  public PlaylistReading movedByOne() throws PlaylistParseException {
    return reader.refresh(previous, BASE_URI, nextBody, Map.of());
  }

  /** The same version without knowing the one before. */
  @Benchmark
  public PlaylistReading first() throws PlaylistParseException {
    return reader.refresh(null, BASE_URI, nextBody, Map.of());
  }
}
