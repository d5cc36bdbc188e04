package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Viewers whose playlists name the same segments with different tokens. */
@ExtendWith(ArquillianExtension.class)
class TokenIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROUNDS = 12;

  /** Prefetches of one playlist at once. */
  private static final int PARALLEL = 3;

  private static final int WINDOW = 5;

  @ArquillianResource
  @OperateOnDeployment("ignoring")
  private URL ignoringUrl;

  @ArquillianResource
  @OperateOnDeployment("separating")
  private URL separatingUrl;

  @Deployment(name = "ignoring", testable = false)
  static WebArchive ignoring() {
    return GatewayWar.to(ORIGIN.uri(), "ignoring.war")
        .with("ignoreQueryParams", "token")
        .with("responseTimeout", "60s")
        .archive();
  }

  @Deployment(name = "separating", testable = false)
  static WebArchive separating() {
    return GatewayWar.to(ORIGIN.uri(), "separating.war").with("responseTimeout", "60s").archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void ignored_twoViewersWithTokensOfTheirOwn_shareEverySegment() throws Exception {
    Gateway gateway = Gateway.at(ignoringUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/shared/", /* echoesTokens= */ false);
    TokenViewer one = new TokenViewer(gateway, stream, "one");
    TokenViewer other = new TokenViewer(gateway, stream, "other");
    for (int round = 0; round < ROUNDS; round++) {
      one.refresh();
      other.refresh();
      long number = stream.mediaSequence();
      String status = one.play(number);
      assertThat(status).isEqualTo(round == 0 ? Gateway.MISS : Gateway.HIT);
      gateway.awaitQuiet();
      assertThat(other.play(number)).isEqualTo(Gateway.HIT);
      assertThat(other.token()).isNotEqualTo(one.token());
      // Players are slower than the prefetch.
      ORIGIN.log().awaitCompleted(stream.path(number + WINDOW), 1, PATIENCE);
      gateway.awaitQuiet();
      stream.advance();
    }
    assertThat(stream.refused()).isEmpty();
    for (long number = 0; number < ROUNDS + WINDOW; number++) {
      assertThat(ORIGIN.count(stream.path(number))).as(stream.path(number)).isEqualTo(1);
    }
  }

  @Test
  void ignored_tokensExpireWhilePrefetchesWait_theyGoWithTheNewest() throws Exception {
    Gateway gateway = Gateway.at(ignoringUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/waiting/", /* echoesTokens= */ false);
    TokenViewer viewer = new TokenViewer(gateway, stream, "patient").refresh();
    List<Gate> gates = holdNext(stream, 1, PARALLEL);
    assertThat(viewer.play(0)).isEqualTo(Gateway.MISS);
    for (Gate gate : gates) {
      gate.awaitArrival(PATIENCE);
    }
    for (int i = 0; i < 3; i++) {
      viewer.refresh();
    }
    gates.forEach(Gate::release);
    for (long number = PARALLEL + 1; number <= WINDOW; number++) {
      ORIGIN.awaitRequests(stream.path(number), 1, PATIENCE);
      assertThat(targets(stream.path(number)))
          .containsExactly(stream.target(number, stream.newestToken()));
    }
    for (long number = 1; number <= WINDOW; number++) {
      String unusedStatus = viewer.play(number);
    }
    assertThat(stream.refused()).isEmpty();
  }

  @Test
  void ignored_prefetchWasRefused_isTriedAgainWithTheNextToken() throws Exception {
    Gateway gateway = Gateway.at(ignoringUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/again/", /* echoesTokens= */ false);
    TokenViewer viewer = new TokenViewer(gateway, stream, "watching").refresh();
    ORIGIN.serveOnce(stream.path(1), Resource.status(403));
    long failures = gateway.statistic("prefetchesFailed");
    assertThat(viewer.play(0)).isEqualTo(Gateway.MISS);
    gateway.awaitStatistic("prefetchesFailed", failures + 1);
    viewer.refresh();
    ORIGIN.log().awaitCompleted(stream.path(1), 2, PATIENCE);
    gateway.awaitQuiet();
    assertThat(viewer.play(1)).isEqualTo(Gateway.HIT);
    assertThat(targets(stream.path(1)))
        .containsExactly(stream.target(1, viewer.token() - 1), stream.target(1, viewer.token()));
  }

  /** A prefetch is no viewer's business, and neither is that its token was refused. */
  @Test
  void ignored_prefetchIsRefused_theViewerWhoJoinedItIsServedAllTheSame() throws Exception {
    Gateway gateway = Gateway.at(ignoringUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/refused/", /* echoesTokens= */ false);
    TokenViewer viewer = new TokenViewer(gateway, stream, "joining").refresh();
    ORIGIN.serveOnce(stream.path(1), Resource.status(403));
    Gate gate = ORIGIN.gateOnce(stream.path(1));
    assertThat(viewer.play(0)).isEqualTo(Gateway.MISS);
    gate.awaitArrival(PATIENCE);
    long joins = gateway.statistic("joins");
    Future<RawResponse> joined = VIEWERS.submit(() -> viewer.refresh().get(1));
    gateway.awaitStatistic("joins", joins + 1);
    gate.release();
    Expectations.assertWhole(joined.get(), stream.body(1, viewer.token()));
  }

  /** What the origin says to one viewer's token is not said to another's. */
  @Test
  void ignored_oneViewerIsRefused_theOtherWhoJoinedIsServedAllTheSame() throws Exception {
    Gateway gateway = Gateway.at(ignoringUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/joined/", /* echoesTokens= */ false);
    TokenViewer late = new TokenViewer(gateway, stream, "late").refresh();
    TokenViewer fresh = new TokenViewer(gateway, stream, "fresh").refresh().refresh();
    Gate gate = ORIGIN.gateOnce(stream.path(0));
    Future<RawResponse> refused = VIEWERS.submit(() -> late.get(0));
    gate.awaitArrival(PATIENCE);
    long joins = gateway.statistic("joins");
    Future<RawResponse> joined = VIEWERS.submit(() -> fresh.get(0));
    gateway.awaitStatistic("joins", joins + 1);
    gate.release();
    assertThat(refused.get().status()).isEqualTo(403);
    Expectations.assertWhole(joined.get(), stream.body(0, fresh.token()));
  }

  @Test
  void separate_viewersAskAtOnce_eachGetsWhatHisTokenStandsFor() throws Exception {
    Gateway gateway = Gateway.at(separatingUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/apart/", /* echoesTokens= */ true);
    TokenViewer one = new TokenViewer(gateway, stream, "one").refresh();
    TokenViewer other = new TokenViewer(gateway, stream, "other").refresh();
    Gate gate = ORIGIN.gate(stream.path(0));
    List<Future<String>> playing =
        List.of(VIEWERS.submit(() -> one.play(0)), VIEWERS.submit(() -> other.play(0)));
    ORIGIN.awaitRequests(stream.path(0), 2, PATIENCE);
    gate.release();
    for (Future<String> viewer : playing) {
      assertThat(viewer.get()).isEqualTo(Gateway.MISS);
    }
    assertThat(targets(stream.path(0)))
        .containsExactlyInAnyOrder(stream.target(0, one.token()), stream.target(0, other.token()));
  }

  @Test
  void separate_viewersPlayOn_noByteCrosses() throws Exception {
    Gateway gateway = Gateway.at(separatingUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/crossing/", /* echoesTokens= */ true);
    TokenViewer one = new TokenViewer(gateway, stream, "one");
    TokenViewer other = new TokenViewer(gateway, stream, "other");
    List<String> asked = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      one.refresh();
      other.refresh();
      long number = stream.mediaSequence();
      for (TokenViewer viewer : List.of(one, other)) {
        String unusedStatus = viewer.play(number);
        gateway.awaitQuiet();
        assertThat(viewer.play(number)).as("again").isEqualTo(Gateway.HIT);
        asked.add(stream.target(number, viewer.token()));
      }
      stream.advance();
    }
    assertThat(ORIGIN.requests()).extracting(RequestRecord::target).containsAll(asked);
  }

  @Test
  void separate_oneTokenIsTooOld_onlyThatViewerIsRefused() throws Exception {
    Gateway gateway = Gateway.at(separatingUrl);
    TokenStream stream = new TokenStream(ORIGIN, "/expired/", /* echoesTokens= */ true);
    TokenViewer late = new TokenViewer(gateway, stream, "late").refresh();
    TokenViewer fresh = new TokenViewer(gateway, stream, "fresh").refresh().refresh();
    assertThat(fresh.play(0)).isEqualTo(Gateway.MISS);
    gateway.awaitQuiet();
    assertThat(late.get(0).status()).isEqualTo(403);
    assertThat(fresh.play(0)).isEqualTo(Gateway.HIT);
    assertThat(stream.refused()).containsExactly(stream.target(0, late.token()));
  }

  private static List<Gate> holdNext(TokenStream stream, long first, int count) {
    List<Gate> gates = new ArrayList<>();
    for (long number = first; number < first + count; number++) {
      gates.add(ORIGIN.gateOnce(stream.path(number)));
    }
    return gates;
  }

  private static List<String> targets(String path) {
    return ORIGIN.log().requests(path).stream().map(RequestRecord::target).toList();
  }
}
