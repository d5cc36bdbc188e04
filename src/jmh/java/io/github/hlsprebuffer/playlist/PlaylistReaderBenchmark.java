package io.github.hlsprebuffer.playlist;

import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import java.nio.charset.StandardCharsets;
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

/** The time to read a media playlist, beside that of another reader. Run with {@code -prof gc}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlaylistReaderBenchmark {

  private static final String BASE_URI = "https://origin.example/vod/index.m3u8";

  /** The number of segments. */
  @Param({"10", "1000", "10000"})
  public int segments;

  /** What each segment has: only a duration, or also a date and a byte range, and a tenth a key. */
  @Param({"plain", "rich"})
  public String shape = "plain";

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);
  private final MediaPlaylistParser other = new MediaPlaylistParser(ParsingMode.LENIENT);
  private byte[] body = {};

  /** Writes the playlist. */
  @Setup
  public void write() {
    StringBuilder text =
        new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n")
            .append("#EXT-X-MEDIA-SEQUENCE:1000\n#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (int i = 0; i < segments; i++) {
      text.append(shape.equals("rich") ? richSegment(i) : plainSegment(i));
    }
    body = text.append("#EXT-X-ENDLIST\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String plainSegment(int i) {
    return "#EXTINF:6.00600,\nsegment_%05d.m4s\n".formatted(i);
  }

  private static String richSegment(int i) {
    String key = i % 10 == 0 ? "#EXT-X-KEY:METHOD=AES-128,URI=\"key?id=%d\"\n".formatted(i) : "";
    String date =
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T%02d:%02d:%02d.000Z\n"
            .formatted(i / 3600 % 24, i / 60 % 60, i % 60);
    String range = i == 0 ? "#EXT-X-BYTERANGE:100000@0\n" : "#EXT-X-BYTERANGE:100000\n";
    return key + date + "#EXTINF:6.00600,\n" + range + "media.mp4\n";
  }

  /** Our reader, from bytes. */
  @Benchmark
  public Playlist read() throws PlaylistParseException {
    return reader.read(BASE_URI, body);
  }

  /** Our reader, and then every segment is asked for. */
  @Benchmark
  public long readAndWalk() throws PlaylistParseException {
    long micros = 0;
    for (MediaSegment segment : ((MediaPlaylist) reader.read(BASE_URI, body)).segments()) {
      micros += segment.durationMicros() + segment.uri().length();
    }
    return micros;
  }

  /** The other reader, which needs the text. */
  @Benchmark
  public Object readOther() throws Exception {
    return other.readPlaylist(new String(body, StandardCharsets.UTF_8));
  }
}
