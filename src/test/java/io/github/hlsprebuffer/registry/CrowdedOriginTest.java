package io.github.hlsprebuffer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.prefetch.EngineSettings;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FewPlaces;
import io.github.hlsprebuffer.testing.FewPlaces.Visit;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Viewers begin to watch 200 playlists at once, on real sockets, of an origin that serves eight
 * requests at a time and refuses what is beyond.
 */
final class CrowdedOriginTest {
  private static final int PLAYLISTS = 200;
  private static final int AHEAD = 3;
  private static final int SEGMENTS = 8;
  private static final int PLACES = 8;
  private static final int MAX_FETCHES = 32;
  private static final int HEAP_TIER_BYTES = 64 << 20;
  private static final Duration LATENCY = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Players who ask for something else meanwhile, and how often each of them does. */
  private static final int OTHERS = 2;

  private static final int REQUESTS_OF_EACH = 10;

  private final FewPlaces service = new FewPlaces(PLACES, LATENCY, CrowdedOriginTest::resource);
  private final Stage stage =
      new Stage(RegistryBench.config(AHEAD, false, HEAP_TIER_BYTES, MAX_FETCHES), settings());
  private final ExecutorService players = Executors.newCachedThreadPool();

  /**
   * What a player saw.
   *
   * @param nanos how long he waited
   * @param visits how many requests came to the origin meanwhile
   */
  private record Wait(long nanos, int visits) {}

  @AfterEach
  void close() {
    players.shutdownNow();
    stage.close();
  }

  @Test
  void begin_twoHundredAtOnce_originHasWhatItBearsAndPlayersComeFirst() throws Exception {
    stage.origin.serve(ScriptedOrigin.ANY_PATH, service);
    List<Future<List<Wait>>> viewers = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(PLAYLISTS);
    for (int i = 0; i < PLAYLISTS; i++) {
      String folder = folder(i);
      viewers.add(players.submit(() -> begin(folder, together)));
    }
    List<Wait> first = results(viewers);
    int begun = service.count();
    List<Future<List<Wait>>> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      int number = i;
      others.add(players.submit(() -> askForSomethingElse(number)));
    }
    List<Wait> meanwhile = results(others);
    awaitPrefetches();

    List<Visit> visits = service.visits();
    List<Visit> later = visits.subList(begun, visits.size());
    System.out.printf(
        "At first: %s; %s%nThen: %s; %s%n",
        told(visits.subList(0, begun)),
        told(first, "each"),
        told(later),
        told(meanwhile, "others"));
    assertEachIsServedOnce(visits);
    assertThat(share(later, visit -> !visit.isServed())).as("refused").isLessThan(.1);
    assertThat(later).as("at once").allMatch(visit -> visit.atOnce() <= PLACES * 3 / 2);
    assertThat(usual(later)).as("at once").isBetween(PLACES / 2.0, PLACES * 1.25);
  }

  /** So patient that a slow machine is not taken for a silent origin. */
  private static EngineSettings settings() {
    return new EngineSettings(
        HEAP_TIER_BYTES,
        /* offHeapSizeBytes= */ 0,
        /* maxSegmentBytes= */ 1 << 20,
        /* maxPlaylistBytes= */ 1 << 20,
        /* maxMemoryPercent= */ 100,
        /* emergencyThresholdPercent= */ 100,
        MAX_FETCHES,
        MAX_FETCHES,
        /* parallelRanges= */ 1,
        Set.of(),
        /* allowPrivateAddresses= */ false,
        /* segmentTtl= */ Duration.ofMinutes(5),
        /* connectTimeout= */ PATIENCE,
        /* responseTimeout= */ PATIENCE);
  }

  private List<Wait> begin(String folder, CyclicBarrier together) throws Exception {
    together.await();
    return List.of(
        waiting(
            () -> {
              stage.load(folder + "vod.m3u8");
              return null;
            }),
        waiting(
            () -> {
              String path = folder + "segment0.ts";
              assertThat(stage.play(path, folder)).as(path).isEqualTo(body(path));
              return null;
            }));
  }

  private List<Wait> askForSomethingElse(int number) throws Exception {
    List<Wait> waits = new ArrayList<>();
    for (int i = 0; i < REQUESTS_OF_EACH; i++) {
      String path = "/other/%d-%d.ts".formatted(number, i);
      waits.add(
          waiting(
              () -> {
                try (FillReader reader = stage.demand(path)) {
                  assertThat(Stage.readAll(reader)).as(path).isEqualTo(body(path));
                }
                return null;
              }));
    }
    return waits;
  }

  private Wait waiting(Callable<?> request) throws Exception {
    int before = service.count();
    long asked = System.nanoTime();
    Object unused = request.call();
    return new Wait(System.nanoTime() - asked, service.count() - before);
  }

  private void awaitPrefetches() {
    Set<String> wanted = new TreeSet<>();
    for (int i = 0; i < PLAYLISTS; i++) {
      for (int segment = 1; segment <= AHEAD; segment++) {
        wanted.add(folder(i) + "segment" + segment + ".ts");
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(wanted).allMatch(p -> stage.engine.store().contains(stage.key(p))));
  }

  private static void assertEachIsServedOnce(List<Visit> visits) {
    Map<String, Long> times =
        visits.stream()
            .filter(Visit::isServed)
            .collect(Collectors.groupingBy(Visit::path, Collectors.counting()));
    assertThat(times)
        .hasSize(PLAYLISTS * (2 + AHEAD) + OTHERS * REQUESTS_OF_EACH)
        .allSatisfy((path, served) -> assertThat(served).as(path).isEqualTo(1));
  }

  private static String told(List<Visit> visits) {
    return "%d requests, %.1f %% of them refused, %.1f at once on average, %d at most"
        .formatted(
            visits.size(),
            100 * share(visits, visit -> !visit.isServed()),
            usual(visits),
            visits.stream().mapToInt(Visit::atOnce).max().orElse(0));
  }

  private static String told(List<Wait> waits, String what) {
    List<Long> millis = waits.stream().map(wait -> wait.nanos() / 1_000_000).sorted().toList();
    return "%s: p50 %d ms, p95 %d ms, overtaken by %d at most"
        .formatted(
            what,
            millis.get(millis.size() / 2),
            millis.get(millis.size() * 95 / 100),
            waits.stream().mapToInt(Wait::visits).max().orElse(0));
  }

  private static double usual(List<Visit> visits) {
    return visits.stream().mapToInt(Visit::atOnce).average().orElse(0);
  }

  private static double share(List<Visit> visits, Predicate<Visit> of) {
    return (double) visits.stream().filter(of).count() / visits.size();
  }

  private static List<Wait> results(List<Future<List<Wait>>> futures) throws Exception {
    List<Wait> results = new ArrayList<>();
    for (Future<List<Wait>> future : futures) {
      results.addAll(future.get());
    }
    return results;
  }

  private static String folder(int playlist) {
    return "/channel" + playlist + "/";
  }

  private static Resource resource(RequestRecord request) {
    byte[] body = body(request.path());
    return request.path().endsWith(".m3u8")
        ? Resource.bytes(body, "application/vnd.apple.mpegurl")
        : Resource.segment(body).withHeader("Cache-Control", "max-age=3600");
  }

  private static byte[] body(String path) {
    return path.endsWith(".m3u8")
        ? Bodies.utf8(Playlists.vod(SEGMENTS))
        : Bodies.body(path.hashCode(), 2_000);
  }
}
