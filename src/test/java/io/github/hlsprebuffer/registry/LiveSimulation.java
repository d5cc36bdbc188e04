package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.config.PrebufferConfig;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.PlaylistObserver;
import io.github.hlsprebuffer.prefetch.ThreadlessEngine;
import io.github.hlsprebuffer.registry.LiveChannel.Segment;
import io.github.hlsprebuffer.registry.LiveViewer.Asked;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live channel, its viewers and all of ours between them and the origin, in fake time and on one
 * thread. What must never happen is noted as a violation when it happens.
 */
final class LiveSimulation implements AutoCloseable, LiveViewer.Service {
  private static final int VIEWERS = 50;
  private static final int AHEAD = 3;

  private static final long HEAP_BYTES = 4 << 20;
  private static final long MAX_HELD_BYTES = 1 << 20;
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(30);
  private static final Duration HOUSEKEEPING_PERIOD = Duration.ofSeconds(10);
  private static final Duration PATIENCE = RegistryBench.INACTIVITY_TIMEOUT.plus(SWEEP_PERIOD);

  private final FakeClock clock = new FakeClock();
  private final ManualScheduler timer = new ManualScheduler(clock);
  private final LiveChannel channel;
  private final LiveWindows windows;
  private final LiveOrigin origin;
  private final ThreadlessEngine engine;
  private final PlaylistRegistry registry;
  private final PriorityQueue<LiveViewer> viewers =
      new PriorityQueue<>(Comparator.comparingLong(LiveViewer::dueMillis));
  private final long[] published = new long[LiveChannel.PLAYLISTS];
  private final Map<CacheKey, List<FillReader>> waiting = new HashMap<>();
  private final Map<Asked, LiveAnswers> answers = new EnumMap<>(Asked.class);
  private final List<String> violations = new ArrayList<>();
  private boolean opened;
  private boolean demanding;
  private long prefetches;
  private long leftBehind;

  LiveSimulation(LiveChannel channel, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PrebufferConfig config = RegistryBench.config(AHEAD, false, HEAP_BYTES, 8);
    this.channel = channel;
    windows = new LiveWindows(channel, VIEWERS, AHEAD, PATIENCE.toMillis());
    origin = new LiveOrigin(clock, random.split(), this::fetched, this::violated);
    engine = new ThreadlessEngine(config, origin, clock, timer);
    registry =
        new PlaylistRegistry(
            config,
            engine.scheduler::demand,
            engine.loader::outdate,
            engine.metrics,
            MAX_HELD_BYTES,
            clock.nanoTimeSource());
    Arrays.fill(published, -1);
    for (int id = 0; id < VIEWERS; id++) {
      viewers.add(new LiveViewer(id, channel, this, random.split()));
    }
    repeat(SWEEP_PERIOD, registry::sweep);
    repeat(HOUSEKEEPING_PERIOD, this::keepHouse);
  }

  /** Lets time pass, or stops early where something must not have happened. */
  void run(Duration duration) {
    long endMillis = nowMillis() + duration.toMillis();
    while (violations.isEmpty()) {
      LiveViewer viewer = viewers.peek();
      long viewerMillis = viewer == null ? Long.MAX_VALUE : viewer.dueMillis();
      long answerMillis = origin.nextMillis();
      long nextMillis = Math.min(viewerMillis, answerMillis);
      timer.advance(Duration.ofMillis(Math.min(nextMillis, endMillis) - nowMillis()));
      if (nextMillis > endMillis) {
        return;
      }
      if (viewer == null || answerMillis <= viewerMillis) {
        answer();
      } else {
        viewers.remove();
        viewer.step();
        viewers.add(viewer);
      }
    }
  }

  List<String> violations() {
    return violations;
  }

  /** How requests of one kind were answered. */
  LiveAnswers answers(Asked why) {
    return answers.computeIfAbsent(why, w -> new LiveAnswers());
  }

  /** How many segments were fetched ahead. */
  long prefetches() {
    return prefetches;
  }

  /** How many of those were ahead of where a viewer had been. */
  long leftBehind() {
    return leftBehind;
  }

  /** Number of requests that wait for the origin's answer. */
  int underWay() {
    return origin.underWay();
  }

  /** Number of viewers' requests that wait for an answer. */
  int waiting() {
    return waiting.values().stream().mapToInt(List::size).sum();
  }

  ManualScheduler timer() {
    return timer;
  }

  ThreadlessEngine engine() {
    return engine;
  }

  PlaylistRegistry registry() {
    return registry;
  }

  /** All viewers leave, and go on with nothing for as long. */
  void end(Duration duration) {
    viewers.clear();
    run(duration);
  }

  /** How many viewers watch, each counted in every playlist that he watches. */
  int watchedPlaylists() {
    return windows.count(nowMillis());
  }

  @Override
  public void open() {
    if (!opened) {
      opened = true;
      register("index.m3u8", LiveChannel.multivariantText(), "viewer");
    }
  }

  @Override
  public long load(LiveViewer viewer, int playlist) {
    long last = LiveChannel.last(playlist, nowMillis());
    if (published[playlist] < last) {
      published[playlist] = last;
      windows.published(playlist, last);
      register(LiveChannel.playlistName(playlist), channel.text(playlist, last), viewer.name());
    } else {
      registry.choosePlaylist(LiveChannel.playlistKey(playlist), viewer.name());
    }
    return last;
  }

  @Override
  public void switches(LiveViewer viewer, int from, int to) {
    windows.switched(viewer.id(), from, to, nowMillis());
  }

  @Override
  public void strays(LiveViewer viewer, int from, int to) {
    windows.strayed(viewer.id(), from, to, nowMillis());
  }

  @Override
  public void play(LiveViewer viewer, int playlist, long index, Asked why) {
    windows.moved(viewer.id(), playlist, index, nowMillis());
    CacheKey key = channel.key(playlist, index);
    ViewerRequest request = ViewerRequest.of(viewer.name());
    LiveAnswers tally = answers(why);
    try (StoredResource stored = engine.store.find(key)) {
      if (stored != null) {
        tally.hits++;
        registry.requestSegment(key, request);
        expect(new Segment(playlist, index), stored.read(0));
        return;
      }
    }
    FillReader reader = demand(key);
    if (reader.isLeader()) {
      tally.misses++;
    } else {
      tally.joins++;
    }
    waiting.computeIfAbsent(key, k -> new ArrayList<>()).add(reader);
    registry.requestSegment(key, request);
  }

  @Override
  public void close() {
    engine.close();
  }

  private FillReader demand(CacheKey key) {
    demanding = true;
    try {
      return engine.loader.demand(channel.request(key.uri(), key.range()), PlaylistObserver.NONE);
    } finally {
      demanding = false;
    }
  }

  /** A request reaches the origin. */
  private void fetched(Segment segment) {
    boolean isSecond = waiting.containsKey(channel.key(segment.playlist(), segment.index()));
    if (!demanding && !isSecond) {
      prefetches++;
      switch (windows.want(segment, nowMillis())) {
        case WANTED -> {}
        case LEFT_BEHIND -> leftBehind++;
        case NEVER -> violated(segment + " is fetched ahead of nobody");
      }
    }
  }

  private void answer() {
    Segment segment = origin.answer();
    List<FillReader> readers =
        segment == null ? null : waiting.remove(channel.key(segment.playlist(), segment.index()));
    if (segment != null && readers != null) {
      readers.forEach(reader -> finish(segment, reader));
    }
  }

  private void finish(Segment segment, FillReader reader) {
    try (reader) {
      reader.awaitHead(HttpFields.EMPTY, Duration.ZERO);
      expect(segment, reader.read(Duration.ZERO));
    } catch (FillException e) {
      violated(segment + ": " + e.getMessage());
    }
  }

  private void expect(Segment segment, @Nullable Slice body) {
    byte[] expected = segment.body();
    if (body == null
        || !Arrays.equals(
            body.array(),
            body.offset(),
            body.offset() + body.length(),
            expected,
            0,
            expected.length)) {
      violated(segment + " was answered with something else");
    }
  }

  private void register(String name, String text, String viewer) {
    registry.registerPlaylist(
        RegistryBench.key(name),
        RegistryBench.BASE + name,
        Bodies.utf8(text),
        channel::request,
        viewer);
  }

  private void keepHouse() {
    engine.store.sweep();
    engine.scheduler.pump();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // cancelled by nobody
  private void repeat(Duration period, Runnable task) {
    timer.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void violated(String what) {
    violations.add(Duration.ofMillis(nowMillis()) + ": " + what);
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
  }
}
