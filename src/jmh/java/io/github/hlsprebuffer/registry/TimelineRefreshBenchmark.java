package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time to register a playlist that has gained one segment, from its bytes to the wishes of its
 * one viewer, who stands near its end; beside that of its first registration. What is allocated
 * includes a five hundredth of what the first registration does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimelineRefreshBenchmark {

  private static final String URI = RegistryBench.BASE + "index.m3u8";
  private static final CacheKey KEY = new CacheKey(URI, null, "");
  private static final int VERSIONS = 500;
  private static final int FIRST_NUMBER = 1_000;

  /** How the playlist goes on. */
  public enum Shape {
    /** An event: nothing leaves. */
    APPEND(10_000, false),
    /** A long window. */
    SLIDE(1_000, true),
    /** A short window. */
    SLIDE_SHORT(10, true);

    private final int segments;
    private final boolean slides;

    Shape(int segments, boolean slides) {
      this.segments = segments;
      this.slides = slides;
    }
  }

  /** How the playlist goes on. */
  @Param public Shape shape;

  private final byte[][] versions = new byte[VERSIONS + 1][];
  private byte[] again = {};
  private PlaylistRegistry registry;

  /** Writes all versions. */
  @Setup
  public void write() {
    for (int i = 0; i <= VERSIONS; i++) {
      int first = FIRST_NUMBER + (shape.slides ? i : 0);
      versions[i] = version(first, FIRST_NUMBER + shape.segments + i);
    }
    again = versions[0].clone();
  }

  /** Begins anew, for a registry knows its playlists. */
  @Setup(Level.Invocation)
  public void begin() {
    registry =
        new PlaylistRegistry(
            RegistryBench.config(5, false, 1 << 20, 8),
            (owner, wishes) -> {},
            outdated -> {},
            new PrebufferMetrics(),
            256 << 20,
            System::nanoTime);
    register(versions[0]);
    String name = RegistryBench.BASE + "segment_%05d.m4s".formatted(lastNumber() - 3);
    registry.requestSegment(new CacheKey(name, null, ""), ViewerRequest.of("viewer"));
  }

  private int lastNumber() {
    return FIRST_NUMBER + shape.segments - 1;
  }

  private static byte[] version(int first, int end) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    text.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (int i = first; i < end; i++) {
      text.append("#EXTINF:6.00600,\nsegment_%05d.m4s\n".formatted(i));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void register(byte[] version) {
    registry.registerPlaylist(KEY, URI, version, RegistryBench::request, "viewer");
  }

  /** The next version, and the next. */
  @Benchmark
  @OperationsPerInvocation(VERSIONS)
  public PlaylistRegistry refresh() {
    for (int i = 1; i <= VERSIONS; i++) {
      register(versions[i]);
    }
    return registry;
  }

  /** The same version once more. */
  @Benchmark
  @OperationsPerInvocation(VERSIONS)
  public PlaylistRegistry unchanged() {
    for (int i = 1; i <= VERSIONS; i++) {
      register(again);
    }
    return registry;
  }

  /** A playlist that was not known. */
  @Benchmark
  public PlaylistRegistry first() {
    registry.clear();
    register(again);
    return registry;
  }
}
