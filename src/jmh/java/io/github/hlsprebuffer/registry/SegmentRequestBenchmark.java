package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.Fetch;
import io.github.hlsprebuffer.fetch.FetchListener;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.SegmentFetcher;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.ThreadlessEngine;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import io.github.hlsprebuffer.testing.Playlists;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a viewer's request for a segment costs the registry and the scheduler, from the key to the
 * wishes that it changes, among many playlists that are watched. Each of them has five wishes, and
 * nearly all of them wait, for the origin bears no more. The viewer asks for the next segment, one
 * time in seven for the first one again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class SegmentRequestBenchmark {

  /** As many as one registry knows. */
  private static final int PLAYLISTS_OF_ONE = 10_000;

  private static final int FEW = 100;
  private static final int AHEAD = 5;
  private static final int LAST_ASKED_FOR = 6;
  private static final int SEGMENTS = LAST_ASKED_FOR + AHEAD + 1;

  /** Playlists that are watched. */
  @Param({"100", "1000", "10000", "100000"})
  public int playlists;

  private final FakeClock clock = new FakeClock();
  private final Unanswering origin = new Unanswering();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<PlaylistRegistry> registries = new ArrayList<>();
  private ThreadlessEngine engine;
  private CacheKey[] keys = {};
  private byte[] positions = {};

  /** Registers all playlists and has a viewer begin with each. */
  @Setup
  public void watchAll() {
    PrebufferConfig config = RegistryBench.config(AHEAD, false, 1 << 20, 8);
    engine = new ThreadlessEngine(config, origin, clock, new ManualScheduler(clock));
    keys = new CacheKey[playlists * (LAST_ASKED_FOR + 1)];
    positions = new byte[playlists];
    byte[] body = Playlists.vod(SEGMENTS).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < playlists; i++) {
      if (i % PLAYLISTS_OF_ONE == 0) {
        registries.add(registry(config));
      }
      String name = i + "/index.m3u8";
      registries
          .get(i / PLAYLISTS_OF_ONE)
          .registerPlaylist(
              RegistryBench.key(name),
              RegistryBench.BASE + name,
              body,
              RegistryBench::request,
              "viewer");
      for (int segment = 0; segment <= LAST_ASKED_FOR; segment++) {
        keys[i * (LAST_ASKED_FOR + 1) + segment] =
            RegistryBench.key(i + "/segment" + segment + ".ts");
      }
      ask(i);
    }
    if (engine.scheduler.pending() != AHEAD * playlists) {
      throw new IllegalStateException(engine.scheduler.pending() + " wishes");
    }
  }

  private PlaylistRegistry registry(PrebufferConfig config) {
    return new PlaylistRegistry(
        config,
        engine.scheduler::demand,
        outdated -> {},
        engine.metrics,
        Long.MAX_VALUE,
        clock.nanoTimeSource());
  }

  /** Ends it. */
  @TearDown
  public void close() {
    engine.close();
  }

  /** The request changes what waits; nothing begins. */
  @Benchmark
  public void asked() {
    ask(random.nextInt(playlists));
  }

  /**
   * The same, by the viewers of a few playlists among all of them: what they need stays in the
   * processor's caches, so that what grows is the way through what waits.
   */
  @Benchmark
  public void askedByFew() {
    ask(random.nextInt(FEW) * (playlists / FEW));
  }

  /** The request changes what waits, and the origin has answered another: the soonest begins. */
  @Benchmark
  public void askedAndBegun() {
    origin.answer();
    ask(random.nextInt(playlists));
  }

  private void ask(int playlist) {
    clock.advance(Duration.ofNanos(1_000));
    int segment = positions[playlist];
    positions[playlist] = (byte) (segment == LAST_ASKED_FOR ? 0 : segment + 1);
    registries
        .get(playlist / PLAYLISTS_OF_ONE)
        .requestSegment(
            keys[playlist * (LAST_ASKED_FOR + 1) + segment], ViewerRequest.of("viewer"));
  }

  /** An origin that answers when it is told to, and has nothing. */
  private static final class Unanswering implements SegmentFetcher {
    private static final ResponseHead NOTHING = new ResponseHead(404, HttpFields.EMPTY);

    private final Queue<Asked> underWay = new ArrayDeque<>();

    private record Asked(FetchListener listener) implements Fetch {
      @Override
      public void grant(long bytes) {}

      @Override
      public void cancel() {}
    }

    @Override
    public Fetch fetch(FetchRequest request, FetchListener listener) {
      Asked asked = new Asked(listener);
      underWay.add(asked);
      return asked;
    }

    void answer() {
      Asked asked = underWay.remove();
      asked.listener.onHead(asked, NOTHING);
      asked.listener.onComplete(asked);
    }

    @Override
    public void closeIdleConnections() {}

    @Override
    public void close() {}
  }
}
