package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.BodyPattern;
import io.github.hlsprebuffer.testing.NoLeaks;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Viewers, and prefetches, that come for a resource at any moment of its way from the origin into
 * the store, on real sockets: the origin is asked once.
 */
@ExtendWith(NoLeaks.class)
final class RandomJoinsTest {
  private static final long SEED = Long.getLong("test.seed", 1);
  private static final int JOINS = Integer.getInteger("random.joins", 10_000);
  private static final int JOINS_OF_A_RESOURCE = 10;
  private static final int VIEWERS = 16;
  private static final int MAX_BYTES = 150_000;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ScriptedOrigin origin = ScriptedOrigin.start();
  private final ExecutorService threads = Executors.newFixedThreadPool(VIEWERS);
  private final Map<Found, AtomicLong> found = new ConcurrentHashMap<>();
  private PrebufferEngine engine;

  /** What a viewer waits for before it asks. */
  private enum Moment {
    AT_ONCE,
    IN_MID_BODY,
    AT_THE_LAST_BYTE,
    AFTER_THE_END
  }

  /** In what state a viewer found what it asked for. */
  private enum Found {
    NOT_THERE,
    BEFORE_ITS_HEAD,
    IN_MID_BODY,
    WHOLE_BUT_NOT_STORED,
    STORED
  }

  /** One of the resources. */
  private record Segment(String path, int lengthBytes) {
    static Segment of(int number) {
      SplittableRandom random = new SplittableRandom(SEED * 31 + number);
      int magnitude = random.nextInt(2, MAX_BYTES);
      return new Segment("/" + number + ".ts", random.nextInt(1, magnitude));
    }

    BodyPattern pattern() {
      return new BodyPattern(path.hashCode());
    }

    Resource served() {
      Resource resource = Resource.segment(pattern().bytes(0, lengthBytes));
      return switch (lengthBytes % 8) {
        case 0 -> resource.chunked();
        case 1 -> resource.withLatency(Duration.ofMillis(3));
        default -> resource;
      };
    }
  }

  @BeforeEach
  void start() {
    engine =
        PrebufferEngine.start(
            new EngineSettings(
                /* heapSizeBytes= */ 2L << 30, // a limit that nothing reaches
                /* offHeapSizeBytes= */ 0,
                /* maxSegmentBytes= */ 1 << 20,
                /* maxPlaylistBytes= */ 1 << 20,
                /* maxMemoryPercent= */ 100,
                /* emergencyThresholdPercent= */ 100,
                /* maxConcurrentFetches= */ 32,
                /* maxConcurrentFetchesPerOrigin= */ 8,
                /* parallelRanges= */ 4,
                Set.of(),
                /* allowPrivateAddresses= */ false,
                /* segmentTtl= */ Duration.ofHours(1),
                /* connectTimeout= */ Duration.ofSeconds(10),
                /* responseTimeout= */ Duration.ofSeconds(10)));
    origin.serve(ScriptedOrigin.ANY_PATH, request -> segment(request).served());
  }

  private static Segment segment(RequestRecord request) {
    return Segment.of(Integer.parseInt(request.path().replaceAll("\\D", "")));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    engine.close();
    origin.close();
  }

  @Test
  void demand_atAnyMoment_theOriginIsAskedOnce() throws Exception {
    List<Future<@Nullable Void>> joins = new ArrayList<>();
    for (int number = 0; number < JOINS; number++) {
      int join = number;
      joins.add(threads.submit(() -> join(join)));
    }
    for (Future<@Nullable Void> join : joins) {
      join.get();
    }
    System.out.printf("Random joins, -Dtest.seed=%d: %s%n", SEED, new TreeMap<>(found));

    Map<String, Long> requests =
        origin.requests().stream()
            .filter(RandomJoinsTest::isForTheBeginning)
            .collect(Collectors.groupingBy(RequestRecord::path, Collectors.counting()));
    assertThat(requests.values()).as("requests for each, seed %d", SEED).containsOnly(1L);
    assertThat(found).containsKeys(Found.values());
  }

  /** What takes long may have been asked for in parts. */
  private static boolean isForTheBeginning(RequestRecord request) {
    return request.header("Range").map(range -> range.startsWith("bytes=0-")).orElse(true);
  }

  private @Nullable Void join(int number) throws FillException {
    SplittableRandom random = new SplittableRandom(SEED * 37 + number);
    int near = number + random.nextInt(2 * JOINS_OF_A_RESOURCE);
    Segment segment = Segment.of(near / JOINS_OF_A_RESOURCE);
    ResourceRequest request =
        Workbench.at(origin.uri().toString(), segment.path().substring(1), Kind.SEGMENT);
    if (random.nextInt(JOINS_OF_A_RESOURCE) == 0) {
      engine.scheduler().demand(new RecordingOwner(), List.of(PrefetchWish.predicted(request, 1)));
    }
    Moment[] moments = Moment.values();
    await(request.key(), segment, moments[random.nextInt(moments.length)], random);
    Found how = get(request, segment);
    found.computeIfAbsent(how, first -> new AtomicLong()).incrementAndGet();
    return null;
  }

  /** Waits along with those who are being served. */
  private void await(CacheKey key, Segment segment, Moment moment, SplittableRandom random)
      throws FillException {
    FillReader watcher = moment == Moment.AT_ONCE ? null : engine.fills().join(key);
    if (watcher == null) {
      return;
    }
    try (watcher) {
      if (!hasHead(watcher)) {
        return;
      }
      int last = segment.lengthBytes() - 1;
      int from = moment == Moment.IN_MID_BODY ? random.nextInt(last + 1) : last;
      watcher.select(new ByteInterval(from, last));
      Slice unused = watcher.read(LONG);
      if (moment == Moment.AFTER_THE_END) {
        Slice end = watcher.read(LONG);
        assertThat(end).isNull();
      }
    }
  }

  /** As the filter does: what becomes of a prefetch is no viewer's business. */
  private Found get(ResourceRequest request, Segment segment) throws FillException {
    try (StoredResource stored = engine.store().find(request.key())) {
      if (stored != null) {
        assertBody(segment, stored::read);
        return Found.STORED;
      }
    }
    Found how = demand(request, segment);
    return how == null ? Objects.requireNonNull(demand(request, segment)) : how;
  }

  /** How it was found, or null where a prefetch has ended without a head. */
  private @Nullable Found demand(ResourceRequest request, Segment segment) throws FillException {
    try (FillReader reader = engine.loader().demand(request, PlaylistObserver.NONE)) {
      Found how = found(reader, segment);
      if (!hasHead(reader)) {
        return null;
      }
      assertBody(segment, position -> read(reader));
      return how;
    }
  }

  private static boolean hasHead(FillReader reader) throws FillException {
    try {
      reader.awaitHead(HttpFields.EMPTY, LONG);
      return true;
    } catch (FillException e) {
      if (reader.fill().isPrefetch()) {
        return false;
      }
      throw e;
    }
  }

  private static Found found(FillReader reader, Segment segment) {
    Fill fill = reader.fill();
    boolean isWhole = fill.received() == segment.lengthBytes();
    if (reader.isLeader()) {
      return isWhole ? Found.STORED : Found.NOT_THERE;
    }
    if (isWhole) {
      return Found.WHOLE_BUT_NOT_STORED;
    }
    return fill.head() == null ? Found.BEFORE_ITS_HEAD : Found.IN_MID_BODY;
  }

  private static @Nullable Slice read(FillReader reader) {
    try {
      return reader.read(LONG);
    } catch (FillException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertBody(Segment segment, Function<Long, @Nullable Slice> source) {
    long position = 0;
    while (position < segment.lengthBytes()) {
      Slice slice = source.apply(position);
      assertThat(slice).as("%s at %d", segment, position).isNotNull();
      byte[] bytes =
          Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
      assertThat(segment.pattern().mismatch(position, bytes)).isEqualTo(-1);
      position += slice.length();
    }
    assertThat(position).isEqualTo(segment.lengthBytes());
  }
}
