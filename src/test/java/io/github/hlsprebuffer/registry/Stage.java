package io.github.hlsprebuffer.registry;

import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.PrebufferEngine;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An engine with a registry on real sockets, and players that ask them as a filter would. */
final class Stage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Length of the segments of {@link #serveSegments}. */
  static final int SEGMENT_BYTES = 5_000;

  /** Time for playheads; everything else goes by real time. */
  final FakeClock clock = new FakeClock();

  final ScriptedOrigin origin = ScriptedOrigin.start();
  final PrebufferEngine engine;
  final PlaylistRegistry registry;

  Stage(PrebufferConfig config) {
    this(config, EngineSettings.of(config));
  }

  Stage(PrebufferConfig config, EngineSettings settings) {
    engine = PrebufferEngine.start(settings);
    registry =
        new PlaylistRegistry(
            config,
            engine.scheduler()::demand,
            engine.loader()::outdate,
            engine.metrics(),
            /* maxHeldBytes= */ 64 << 20,
            clock.nanoTimeSource());
  }

  /** Serves {@code segment0.ts} and so on below a directory. */
  void serveSegments(String directory, int count) {
    for (int i = 0; i < count; i++) {
      origin.serve(
          directory + "segment" + i + ".ts",
          Resource.segment(body(i)).withHeader("Cache-Control", "max-age=600"));
    }
  }

  /** What {@link #serveSegments} serves. */
  static byte[] body(int segment) {
    return Bodies.body(segment, SEGMENT_BYTES);
  }

  /** A player loads a playlist. */
  void load(String path) throws IOException {
    ResourceRequest request = request(path, Kind.PLAYLIST);
    String uri = request.key().uri();
    PlaylistObserver observer =
        body -> registry.registerPlaylist(request.key(), uri, body, this::segment, "somebody");
    try (FillReader reader = engine.loader().demand(request, observer)) {
      readAll(reader);
    }
  }

  /** A player plays a segment and returns its body. */
  byte[] play(String path, String viewer) throws IOException {
    ResourceRequest request = request(path, Kind.SEGMENT);
    try (StoredResource stored = engine.store().find(request.key())) {
      if (stored != null) {
        engine.metrics().count(Counter.HITS);
        registry.requestSegment(request.key(), ViewerRequest.of(viewer));
        return readAll(stored);
      }
    }
    try (FillReader reader = demand(path)) {
      engine.metrics().count(reader.isLeader() ? Counter.MISSES : Counter.JOINS);
      registry.requestSegment(request.key(), ViewerRequest.of(viewer));
      return readAll(reader);
    }
  }

  /** A reader of a segment that moves no playhead. */
  FillReader demand(String path) {
    return engine.loader().demand(request(path, Kind.SEGMENT), PlaylistObserver.NONE);
  }

  /** A player's request as far as the registry sees it. */
  void touch(String path, String viewer) {
    registry.requestSegment(key(path), ViewerRequest.of(viewer));
  }

  CacheKey key(String path) {
    return request(path, Kind.SEGMENT).key();
  }

  void awaitStored(String path) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(() -> engine.store().contains(key(path)));
  }

  /** Waits until nothing is on its way or wished for. */
  void awaitIdle() {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(() -> engine.scheduler().pending() == 0 && engine.fills().size() == 0);
  }

  long count(Counter counter) {
    return engine.metrics().value(counter);
  }

  @Override
  public void close() {
    engine.close();
    origin.close();
  }

  static byte[] readAll(FillReader reader) throws IOException {
    reader.awaitHead(HttpFields.EMPTY, PATIENCE);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Slice slice = reader.read(PATIENCE); slice != null; slice = reader.read(PATIENCE)) {
      slice.writeTo(all);
    }
    return all.toByteArray();
  }

  private static byte[] readAll(StoredResource stored) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < stored.head().lengthBytes()) {
      Slice slice = stored.read(all.size());
      if (slice == null) {
        throw new AssertionError("a block is gone");
      }
      slice.writeTo(all);
    }
    return all.toByteArray();
  }

  private ResourceRequest request(String path, Kind kind) {
    return request(origin.uri(path), null, kind);
  }

  private static ResourceRequest request(URI uri, @Nullable ByteInterval range, Kind kind) {
    return new ResourceRequest(
        new CacheKey(uri.toString(), range, ""),
        new FetchRequest("GET", uri, null, HttpFields.EMPTY),
        kind);
  }

  private ResourceRequest segment(String uri, @Nullable ByteInterval range) {
    return request(URI.create(uri), range, Kind.SEGMENT);
  }
}
