package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.it.LowLatencyViewer.Reception;
import io.github.hlsprebuffer.it.LowLatencyViewer.Reload;
import io.github.hlsprebuffer.it.LowLatencyViewer.Session;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.LowLatencyOrigin;
import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.RequestRecord;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many viewers at the live edge of a low-latency stream cost the origin as much as one. */
@ExtendWith(ArquillianExtension.class)
class LowLatencyIT {
  /** So long that nothing expires while the test runs, on however slow a machine. */
  private static final Duration PART_DURATION = Duration.ofSeconds(60);

  private static final LowLatencyStream STREAM =
      new LowLatencyStream("/low/", PART_DURATION, 4, 12);
  private static final LowLatencyOrigin ORIGIN =
      LowLatencyOrigin.start(STREAM, new PartPosition(40, 3));
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int VIEWERS_OF_EACH_KIND = 5;
  private static final int VIEWER_COUNT = VIEWERS_OF_EACH_KIND * Reload.values().length;

  /** Half of the viewers ask for each of the two kinds of version. */
  private static final long JOINERS = VIEWER_COUNT / 2 - 1L;

  private static final int PARTS = 48;

  /** Delays are printed for the first and the last so many: a JVM needs some to warm up. */
  private static final int PARTS_PRINTED = 12;

  private static final int WARM = PARTS - PARTS_PRINTED;

  private final List<LowLatencyViewer> viewers = new ArrayList<>();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "low-latency.war").with("responseTimeout", "60s").archive();
  }

  @AfterEach
  void closeViewers() throws IOException {
    for (LowLatencyViewer viewer : viewers) {
      viewer.close();
    }
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void follow_twentyViewersAtTheLiveEdge_eachPartAndVersionIsFetchedOnce() throws Exception {
    Gateway gateway = Gateway.at(url);
    PartPosition start = ORIGIN.edge();
    connectViewers(gateway);
    List<Session> sessions = follow(gateway);
    printDelays("first playlists", sessions, s -> s.playlists().subList(0, PARTS_PRINTED));
    printDelays("first parts", sessions, s -> s.parts().subList(0, PARTS_PRINTED));
    printDelays("last playlists", sessions, s -> s.playlists().subList(WARM, PARTS));
    printDelays("last parts", sessions, s -> s.parts().subList(WARM, PARTS));

    for (int i = 0; i < VIEWER_COUNT; i++) {
      assertWhole(sessions.get(i), viewers.get(i).reload(), start);
    }
    assertJoined(sessions);
    assertThat(upstreamRequests())
        .isEqualTo(expectedRequests(start).stream().collect(Collectors.toMap(t -> t, t -> 1L)));
    assertThat(gateway.statistic("playlistsUnreadable")).isZero();
    assertThat(gateway.statistic("internalFailures")).isZero();
    assertStragglersAreServedFromTheStore(start);
  }

  private void connectViewers(Gateway gateway) throws IOException {
    for (Reload reload : Reload.values()) {
      for (int i = 0; i < VIEWERS_OF_EACH_KIND; i++) {
        String name = "viewer-" + viewers.size();
        viewers.add(new LowLatencyViewer(gateway, STREAM, name, reload));
      }
    }
  }

  /** Goes on with the stream each time when all viewers wait for what comes next. */
  private List<Session> follow(Gateway gateway) throws Exception {
    Gate first = ORIGIN.server().gateOnce(STREAM.playlistPath());
    List<Future<Session>> running =
        viewers.stream().map(viewer -> VIEWERS.submit(() -> viewer.follow(PARTS))).toList();
    int asked = VIEWER_COUNT;
    awaitSeen(gateway, asked);
    first.release();
    for (int part = 0; part < PARTS; part++) {
      asked += 2 * VIEWER_COUNT;
      awaitSeen(gateway, asked);
      ORIGIN.publishPart();
    }
    List<Session> sessions = new ArrayList<>();
    for (Future<Session> session : running) {
      sessions.add(session.get());
    }
    return sessions;
  }

  /** Waits until so many requests wait in the gateway or have been answered. */
  private static void awaitSeen(Gateway gateway, long requests) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(seen(gateway)).isEqualTo(requests));
  }

  private static long seen(Gateway gateway) throws IOException {
    return gateway.statistic("hits") + gateway.statistic("joins") + gateway.statistic("misses");
  }

  private static void assertWhole(Session session, Reload reload, PartPosition start) {
    assertThat(session.first().text()).isEqualTo(STREAM.playlist(start));
    PartPosition position = start;
    for (int i = 0; i < PARTS; i++) {
      position = STREAM.after(position);
      assertThat(session.playlists().get(i).text())
          .isEqualTo(reload.isDelta() ? STREAM.playlistDelta(position) : STREAM.playlist(position));
      assertThat(session.parts().get(i).target()).isEqualTo(STREAM.partPath(position));
      assertThat(session.parts().get(i).body()).isEqualTo(STREAM.partBody(position));
    }
  }

  /** All had asked before there was an answer; a part may be on its way before the first viewer. */
  private static void assertJoined(List<Session> sessions) {
    statuses(sessions, Session::playlists)
        .forEach(
            (target, all) ->
                assertThat(all)
                    .as(target)
                    .isEqualTo(Map.of(Gateway.MISS, 1L, Gateway.COLLAPSED, JOINERS)));
    statuses(sessions, Session::parts)
        .forEach(
            (target, all) -> {
              assertThat(all.keySet()).as(target).isSubsetOf(Gateway.MISS, Gateway.COLLAPSED);
              assertThat(all.getOrDefault(Gateway.MISS, 0L)).as(target).isLessThanOrEqualTo(1);
            });
  }

  /** For each target how many viewers had which Cache-Status. */
  private static Map<String, Map<String, Long>> statuses(
      List<Session> sessions, Function<Session, List<Reception>> chosen) {
    return sessions.stream()
        .flatMap(session -> chosen.apply(session).stream())
        .collect(
            Collectors.groupingBy(
                reception -> canonical(reception.target()),
                LinkedHashMap::new,
                Collectors.groupingBy(Reception::cacheStatus, Collectors.counting())));
  }

  private static Set<String> expectedRequests(PartPosition start) {
    Set<String> targets = new LinkedHashSet<>(List.of(STREAM.playlistPath()));
    PartPosition position = start;
    for (int i = 0; i < PARTS; i++) {
      position = STREAM.after(position);
      targets.add(STREAM.partPath(position));
      targets.add(STREAM.playlistPath() + Reload.WHOLE.query(position));
      targets.add(STREAM.playlistPath() + Reload.DELTA.query(position));
    }
    return targets;
  }

  /** What the origin was asked for, and how often, but for the part that none has waited for. */
  private static Map<String, Long> upstreamRequests() {
    String unpublished = STREAM.partPath(STREAM.after(ORIGIN.edge()));
    return ORIGIN.log().requests().stream()
        .map(RequestRecord::target)
        .filter(target -> !target.equals(unpublished))
        .collect(
            Collectors.groupingBy(
                LowLatencyIT::canonical, LinkedHashMap::new, Collectors.counting()));
  }

  /** A viewer who is a little late finds what the others have waited for. */
  private void assertStragglersAreServedFromTheStore(PartPosition start) throws IOException {
    int before = ORIGIN.log().requests().size();
    PartPosition position = STREAM.after(start);
    for (LowLatencyViewer viewer : viewers) {
      Reception playlist = viewer.get(STREAM.playlistPath() + viewer.reload().query(position));
      Reception part = viewer.get(STREAM.partPath(position));
      assertThat(playlist.cacheStatus()).as(playlist.target()).isEqualTo(Gateway.HIT);
      assertThat(part.cacheStatus()).as(part.target()).isEqualTo(Gateway.HIT);
    }
    assertThat(ORIGIN.log().requests()).hasSize(before);
  }

  private static void printDelays(
      String what, List<Session> sessions, Function<Session, List<Reception>> chosen) {
    Map<String, Long> sentNanos = new LinkedHashMap<>();
    for (RequestRecord request : ORIGIN.log().requests()) {
      ORIGIN
          .log()
          .firstBodyByteNanos(request)
          .ifPresent(nanos -> sentNanos.putIfAbsent(canonical(request.target()), nanos));
    }
    double[] millis =
        sessions.stream()
            .flatMap(session -> chosen.apply(session).stream())
            .mapToDouble(
                reception ->
                    (reception.firstBodyByteNanos()
                            - sentNanos.getOrDefault(canonical(reception.target()), 0L))
                        / 1e6)
            .sorted()
            .toArray();
    System.out.printf(
        "From the origin's first byte to a viewer's, %d %s: p50 %.1f ms, p95 %.1f ms, max %.1f ms%n",
        millis.length,
        what,
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length - 1]);
  }

  /** Parameters in the order of RFC 8216bis §6.3.2. */
  private static String canonical(String target) {
    int query = target.indexOf('?');
    return query < 0
        ? target
        : target.substring(0, query + 1)
            + Arrays.stream(target.substring(query + 1).split("&", -1))
                .sorted()
                .collect(Collectors.joining("&"));
  }
}
