package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.LowLatencyViewer.Reload;
import io.github.hlsprebuffer.testing.LowLatencyOrigin;
import io.github.hlsprebuffer.testing.LowLatencyStream;
import io.github.hlsprebuffer.testing.PartPosition;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Playlists and parts of low-latency streams, request by request. */
@ExtendWith(ArquillianExtension.class)
class LiveEdgeIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So long that nothing expires while the test runs, on however slow a machine. */
  private static final Duration PART_DURATION = Duration.ofSeconds(60);

  private static final PartPosition START = new PartPosition(40, 1);
  private static final String VIEWER = "User-Agent: viewer";

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "live-edge.war").with("responseTimeout", "60s").archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void hint_viewerPlays_thePartIsOnItsWayBeforeAnybodyAsksForIt() throws Exception {
    LowLatencyOrigin origin = origin("/hinted/");
    LowLatencyStream stream = origin.stream();
    RawResponse unusedPlaylist = get(stream.playlistPath());
    assertPart(get(stream.partPath(START)), stream, START);
    PartPosition hint = origin.hint();
    ORIGIN.awaitRequests(stream.partPath(hint), 1, PATIENCE);

    Future<RawResponse> part = join(stream.partPath(hint));
    origin.publishPart();
    assertPart(part.get(), stream, hint);
    assertThat(Gateway.cacheStatus(part.get())).isEqualTo(Gateway.COLLAPSED);
    assertThat(ORIGIN.count(stream.partPath(hint))).isEqualTo(1);
  }

  /** The next hint comes with the next version of the playlist. */
  @Test
  void hint_viewerReloads_eachPartIsOnItsWayBeforeAnybodyAsksForIt() throws Exception {
    LowLatencyOrigin origin = origin("/reloaded/");
    LowLatencyStream stream = origin.stream();
    RawResponse unusedPlaylist = get(stream.playlistPath());
    assertPart(get(stream.partPath(START)), stream, START);
    for (int i = 0; i < 2 * stream.partsPerSegment(); i++) {
      PartPosition hint = origin.hint();
      ORIGIN.awaitRequests(stream.partPath(hint), 1, PATIENCE);
      origin.publishPart();
      RawResponse unusedReload = get(stream.playlistPath() + Reload.DELTA.query(hint));
      assertPart(get(stream.partPath(hint)), stream, hint);
      assertThat(ORIGIN.count(stream.partPath(hint))).isEqualTo(1);
    }
  }

  @Test
  void hint_nobodyPlays_nothingIsFetched() throws Exception {
    LowLatencyOrigin origin = origin("/unwatched/");
    LowLatencyStream stream = origin.stream();
    RawResponse unusedPlaylist = get(stream.playlistPath());
    RawResponse unusedReload = get(stream.playlistPath() + Reload.WHOLE.query(START));
    Gateway.at(url).awaitQuiet();
    assertThat(ORIGIN.requests())
        .filteredOn(request -> request.path().startsWith(stream.folder()))
        .allSatisfy(request -> assertThat(request.path()).isEqualTo(stream.playlistPath()));
  }

  @Test
  void reload_answeredBefore_comesFromTheStoreHoweverItIsSpelt() throws Exception {
    LowLatencyOrigin origin = origin("/stored/");
    String playlist = origin.stream().playlistPath();
    for (Reload reload : Reload.values()) {
      RawResponse response = get(playlist + reload.query(START));
      boolean isFirst = reload == Reload.WHOLE || reload == Reload.DELTA;
      assertThat(Gateway.cacheStatus(response))
          .as(reload.toString())
          .isEqualTo(isFirst ? Gateway.MISS : Gateway.HIT);
      assertThat(response.text()).isEqualTo(expected(origin.stream(), reload, START));
      Gateway.at(url).awaitQuiet();
    }
    assertThat(ORIGIN.count(playlist)).isEqualTo(2);
  }

  @Test
  void playlist_withoutDirectives_comesFromTheStoreForHalfATargetDuration() throws Exception {
    LowLatencyOrigin origin = origin("/plain/");
    String playlist = origin.stream().playlistPath();
    assertThat(Gateway.cacheStatus(get(playlist))).isEqualTo(Gateway.MISS);
    Gateway.at(url).awaitQuiet();
    origin.publishPart();
    RawResponse second = get(playlist);
    assertThat(Gateway.cacheStatus(second)).isEqualTo(Gateway.HIT);
    assertThat(second.text()).isEqualTo(origin.stream().playlist(START));
    // Without it, players cannot tell how far the stream has gone on (RFC 8216bis appendix C).
    assertThat(second.headers().contains("Age")).isTrue();
    assertThat(ORIGIN.count(playlist)).isEqualTo(1);
  }

  @Test
  void reload_tooFarAhead_isRefusedAsTheOriginRefusesIt() throws Exception {
    LowLatencyOrigin origin = origin("/far/");
    String playlist = origin.stream().playlistPath();
    assertThat(Gateway.at(url).get(playlist + "?_HLS_msn=99", VIEWER).status()).isEqualTo(400);
    assertThat(Gateway.at(url).get(playlist + "?_HLS_part=0", VIEWER).status()).isEqualTo(400);
    assertThat(get(playlist + "?_HLS_msn=39").text()).isEqualTo(origin.stream().playlist(START));
  }

  @Test
  void reload_firstViewerLeaves_theOthersAreAnsweredByTheSameRequest() throws Exception {
    LowLatencyOrigin origin = origin("/left/");
    LowLatencyStream stream = origin.stream();
    PartPosition hint = origin.hint();
    String target = stream.playlistPath() + Reload.WHOLE.query(hint);
    Future<RawResponse> other;
    try (RawHttp leaving = Gateway.at(url).connect()) {
      leaving.get(Gateway.at(url).target(target), VIEWER);
      ORIGIN.awaitRequests(target, 1, PATIENCE);
      other = join(stream.playlistPath() + Reload.WHOLE_IN_OTHER_ORDER.query(hint));
      leaving.reset();
    }
    origin.publishPart();
    assertThat(other.get().text()).isEqualTo(stream.playlist(hint));
    assertThat(ORIGIN.count(stream.playlistPath())).isEqualTo(1);
  }

  /** Asks for what others wait for, and returns when the gateway knows. */
  private Future<RawResponse> join(String path) throws IOException {
    Gateway gateway = Gateway.at(url);
    long joins = gateway.statistic("joins");
    Future<RawResponse> response = VIEWERS.submit(() -> get(path));
    gateway.awaitStatistic("joins", joins + 1);
    return response;
  }

  private RawResponse get(String path) throws IOException {
    RawResponse response = Gateway.at(url).get(path, VIEWER);
    assertThat(response.status()).as(path).isEqualTo(200);
    return response;
  }

  private static LowLatencyOrigin origin(String folder) {
    return LowLatencyOrigin.on(ORIGIN, new LowLatencyStream(folder, PART_DURATION, 4, 12), START);
  }

  private static String expected(LowLatencyStream stream, Reload reload, PartPosition edge) {
    return reload.isDelta() ? stream.playlistDelta(edge) : stream.playlist(edge);
  }

  private static void assertPart(
      RawResponse response, LowLatencyStream stream, PartPosition position) {
    Expectations.assertWhole(response, stream.partBody(position));
  }
}
