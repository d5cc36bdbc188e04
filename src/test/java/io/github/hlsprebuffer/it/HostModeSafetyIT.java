package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.AnsweringServlet;
import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.LateFieldsFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.it.host.TokenFilter;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHead;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must never be stored, or be given to somebody else, and what happens when things break. */
@ExtendWith(ArquillianExtension.class)
class HostModeSafetyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int HALF = 200_000;
  private static final byte[] BODY = Bodies.body(7, 2 * HALF);
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("safety")
        .filter(TokenFilter.class)
        .filter(LateFieldsFilter.class)
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(AnsweringServlet.class, "/answers/*")
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  // ---- answers that break

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "writes-more",
        "throws-committed",
        "throws-uncommitted",
        "throws-first",
        "fails-late",
        "forbids-late",
        "reset",
        "async-timeout",
        "send-error-late",
        "redirect"
      })
  void get_answerThatBreaksOrChanges_isNotStored(String answer) throws Exception {
    String path = "answers/" + answer + ".ts";
    for (int round = 1; round <= 2; round++) {
      assertThat(cacheStatus(app().get(path))).isNotEqualTo("hit");
      app().awaitIdle();
      assertThat(app().hostRequests("/" + path)).isEqualTo(round);
    }
  }

  @Test
  void get_lessThanAnnounced_isNotStored() throws Exception {
    for (int round = 1; round <= 2; round++) {
      try (RawHttp connection = app().connect()) {
        // The container leaves the connection open, as if the rest were still to come.
        RawHead head = get(connection, "answers/writes-less.ts");
        assertThat(connection.bodyOf(head).read(20_000)).hasSize(20_000);
      }
      app().awaitIdle();
      assertThat(app().hostRequests("/answers/writes-less.ts")).isEqualTo(round);
    }
  }

  @Test
  void get_moreThanAnnouncedInTwoWrites_viewersGetWhatWasAnnounced() throws Exception {
    byte[] first = app().get("answers/writes-more-later.ts").body();
    app().awaitIdle();
    assertThat(first).hasSize(20_000);
    assertThat(app().get("answers/writes-more-later.ts").body()).isEqualTo(first);
  }

  @Test
  void get_hostBreaksOffInMidBody_nextRequestIsAnsweredWholeAndStored() throws Exception {
    BEHIND.serve("/broken.ts", Resource.segment(BODY));
    BEHIND.faultOnce("/broken.ts", OriginFault.DISCONNECT_DURING_BODY);
    assertThat(app().get("relay/broken.ts").isComplete()).isFalse();
    app().awaitIdle();
    assertWhole(app().get("relay/broken.ts"), "fwd=miss");
    app().awaitIdle();
    assertWhole(app().get("relay/broken.ts"), "hit");
  }

  /** Some containers end such a body, to whose length nothing was said, as if it were whole. */
  @Test
  void prefetch_hostFailsInMidBody_isNotStored() throws Exception {
    serveStream("/failing", "index.m3u8", request -> true);
    String path = "/failing/segment1.ts";
    BEHIND.serve(path, Resource.segment(BODY).chunked());
    BEHIND.fault(path, OriginFault.SHORT_BODY);
    app().get("relay/failing/index.m3u8");
    app().get("relay/failing/segment0.ts");
    BEHIND.awaitRequests(path, 1, PATIENCE);
    app().awaitIdle();
    BEHIND.clearFaults(path);
    assertWhole(app().get("relay" + path), "fwd=miss");
  }

  @Test
  void get_hostBreaksOffWhileAnotherReadsAlong_bothSeeIt() throws Exception {
    BEHIND.serve("/broken-for-two.ts", Resource.segment(BODY));
    BEHIND.faultOnce("/broken-for-two.ts", OriginFault.DISCONNECT_DURING_BODY);
    Gate gate = BEHIND.gateBodyOnce("/broken-for-two.ts", HALF / 2);
    try (RawHttp leader = app().connect();
        RawHttp follower = app().connect()) {
      RawBody leading = leader.bodyOf(get(leader, "relay/broken-for-two.ts"));
      RawHead joined = get(follower, "relay/broken-for-two.ts");
      RawBody following = follower.bodyOf(joined);
      assertThat(joined.headers().first("Cache-Status").orElse("")).endsWith("collapsed");
      gate.release();
      assertThat(leading.readAll().length).isLessThan(BODY.length);
      assertThat(following.readAll().length).isLessThan(BODY.length);
      assertThat(leading.isComplete()).isFalse();
      assertThat(following.isComplete()).isFalse();
    }
    assertWhole(app().get("relay/broken-for-two.ts"), "fwd=miss");
  }

  @Test
  void leader_leavesWhileOthersReadAlong_theyGetTheWhole() throws Exception {
    BEHIND.serve("/left.ts", Resource.segment(BODY));
    Gate half = BEHIND.gateBody("/left.ts", HALF);
    try (RawHttp leader = app().connect();
        RawHttp second = app().connect();
        RawHttp third = app().connect()) {
      assertThat(leader.bodyOf(get(leader, "relay/left.ts")).read(1_000)).hasSize(1_000);
      RawHead secondHead = get(second, "relay/left.ts");
      RawHead thirdHead = get(third, "relay/left.ts");
      leader.reset();
      half.release();
      assertThat(second.bodyOf(secondHead).readAll()).isEqualTo(BODY);
      assertThat(third.bodyOf(thirdHead).readAll()).isEqualTo(BODY);
    }
    app().awaitIdle();
    assertWhole(app().get("relay/left.ts"), "hit");
    assertThat(BEHIND.count("/left.ts")).isEqualTo(1);
  }

  @Test
  void onlyViewer_leaves_nothingIsStoredAndTheNextIsServed() throws Exception {
    BEHIND.serve("/alone.ts", Resource.segment(Bodies.body(8, 8_000_000)));
    Gate gate = BEHIND.gateBody("/alone.ts", HALF);
    try (RawHttp viewer = app().connect()) {
      assertThat(viewer.bodyOf(get(viewer, "relay/alone.ts")).read(1_000)).hasSize(1_000);
      viewer.reset();
    }
    gate.release();
    app().awaitIdle();
    assertThat(app().get("relay/alone.ts").body()).isEqualTo(Bodies.body(8, 8_000_000));
  }

  @Test
  void get_answerThatNamesOnlyItsExpiry_isStored() throws Exception {
    BEHIND.serve(
        "/expires.ts",
        Resource.segment(BODY).withHeader("Expires", "Thu, 01 Jan 2099 00:00:00 GMT"));
    assertWhole(app().get("relay/expires.ts"), "fwd=miss");
    app().awaitIdle();
    RawResponse stored = app().get("relay/expires.ts");
    assertWhole(stored, "hit");
    assertThat(stored.headers().all("Date")).hasSize(1);
  }

  // ---- answers for one viewer

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Set-Cookie: session=1",
        "Cache-Control: no-store",
        "Cache-Control: private",
        "Vary: *"
      })
  void get_answerForOneViewer_eachAsksTheHost(String line) throws Exception {
    String[] field = line.split(": ", -1);
    String path = "/one-" + field[1].replaceAll("\\W", "") + ".ts";
    BEHIND.serve(
        path,
        request ->
            Resource.segment(Bodies.utf8("answer " + BEHIND.count(path)))
                .withHeader(field[0], field[1]));
    for (int viewer = 1; viewer <= 3; viewer++) {
      RawResponse response = app().get("relay" + path);
      assertThat(response.text()).isEqualTo("answer " + viewer);
      assertThat(cacheStatus(response)).isEqualTo("fwd=miss");
      app().awaitIdle();
    }
  }

  @Test
  void get_answerForOneViewerWhileAnotherWaits_otherGetsAnotherAnswer() throws Exception {
    BEHIND.serve(
        "/private.ts",
        request ->
            Resource.segment(Bodies.utf8("answer " + request.order()))
                .withHeader("Cache-Control", "private"));
    Gate gate = BEHIND.gateOnce("/private.ts");
    try (RawHttp first = app().connect();
        RawHttp second = app().connect()) {
      first.get(app().target("relay/private.ts"));
      gate.awaitArrival(PATIENCE);
      second.get(app().target("relay/private.ts"));
      gate.release();
      assertThat(first.readResponse().body()).isNotEqualTo(second.readResponse().body());
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {500, 2 * HALF})
  void get_filterInFrontForbidsStoringAtTheLastMoment_eachAsksTheHost(int length) throws Exception {
    byte[] body = Bodies.body(9, length);
    String path = "/late/" + length + ".ts";
    BEHIND.serve(path, Resource.segment(body));
    long before = app().statistic("notStoredForbidden");
    for (int round = 1; round <= 2; round++) {
      RawResponse response = app().get("relay" + path);
      assertThat(response.body()).isEqualTo(body);
      assertThat(response.headers().first("Cache-Control")).hasValue("no-store");
      assertThat(cacheStatus(response)).isEqualTo("fwd=miss");
      app().awaitIdle();
      assertThat(app().statistic("notStoredForbidden")).isEqualTo(before + round);
    }
  }

  @Test
  void get_filterInFrontForbidsStoringAtTheLastMoment_whoComesMeanwhileGetsTheWhole()
      throws Exception {
    BEHIND.serve("/late/for-two.ts", Resource.segment(BODY));
    Gate gate = BEHIND.gateBodyOnce("/late/for-two.ts", HALF);
    try (RawHttp first = app().connect();
        RawHttp second = app().connect()) {
      RawBody leading = first.bodyOf(get(first, "relay/late/for-two.ts"));
      assertThat(leading.read(1_000)).hasSize(1_000);
      RawBody following = second.bodyOf(get(second, "relay/late/for-two.ts"));
      gate.release();
      assertThat(following.readAll()).isEqualTo(BODY);
      assertThat(leading.readAll()).hasSize(BODY.length - 1_000);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Cookie", "Authorization"})
  void get_otherCredentials_areNeverShared(String name) throws Exception {
    String path = "/own-" + name + ".ts";
    BEHIND.serve(path, request -> echo(request, name));
    for (int round = 0; round < 2; round++) {
      for (String viewer : new String[] {"a=1", "b=2"}) {
        RawResponse response = app().get("relay" + path, name + ": " + viewer);
        assertThat(response.text()).isEqualTo("for " + viewer);
        assertThat(cacheStatus(response)).isEqualTo(round == 0 ? "fwd=miss" : "hit");
        app().awaitIdle();
      }
      assertThat(app().get("relay" + path).text()).isEqualTo("for nobody");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Cookie", "Authorization"})
  void get_otherCredentialsForAPublicAnswer_areShared(String name) throws Exception {
    String path = "/public-" + name + ".ts";
    BEHIND.serve(path, Resource.segment(BODY).withHeader("Cache-Control", "public, max-age=60"));
    assertWhole(app().get("relay" + path, name + ": a=1"), "fwd=miss");
    app().awaitIdle();
    assertWhole(app().get("relay" + path, name + ": b=2"), "hit");
    assertWhole(app().get("relay" + path), "hit");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Cookie", "Authorization"})
  void play_appThatDemandsCredentials_prefetchesForThisViewerOnly(String name) throws Exception {
    String base = "/members-" + name;
    long before = app().statistic("segmentsPrebuffered");
    serveStream(base, "playlist.m3u8", request -> request.header(name).isPresent());
    String credentials = name + ": a=1";
    app().get("relay" + base + "/playlist.m3u8", credentials);
    app().get("relay" + base + "/segment0.ts", credentials);
    app().awaitStatistic("segmentsPrebuffered", before + 2);
    assertWhole(app().get("relay" + base + "/segment1.ts", credentials), "hit");
    assertThat(app().get("relay" + base + "/segment1.ts").status()).isEqualTo(403);
    assertThat(app().get("relay" + base + "/segment2.ts", name + ": b=2").headers().all("Age"))
        .isEmpty();
  }

  @Test
  void get_forgedLoopbackField_isAnOrdinaryViewer() throws Exception {
    String forged = "X-HLS-Prebuffer-Loopback: " + "0".repeat(64);
    long before = app().statistic("segmentsPrebuffered");
    serveStream("/forged", "playlist.m3u8", request -> true);
    app().get("relay/forged/playlist.m3u8", forged);
    assertWhole(app().get("relay/forged/segment0.ts", forged), "fwd=miss");
    app().awaitStatistic("segmentsPrebuffered", before + 2);
    assertWhole(app().get("relay/forged/segment1.ts", forged), "hit");
    assertThat(app().hostRequests("/relay/forged/segment1.ts")).isEqualTo(1);
  }

  @Test
  void get_refusedByAFilterInFront_evenWhatIsStored() throws Exception {
    long before = app().statistic("segmentsPrebuffered");
    serveStream("/guarded", "playlist.m3u8", request -> true);
    app().get("relay/guarded/playlist.m3u8", TokenFilter.FIELD_LINE);
    app().get("relay/guarded/segment0.ts", TokenFilter.FIELD_LINE);
    app().awaitStatistic("segmentsPrebuffered", before + 2);
    assertWhole(app().get("relay/guarded/segment1.ts", TokenFilter.FIELD_LINE), "hit");
    RawResponse refused = app().get("relay/guarded/segment1.ts");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().contains("Cache-Status")).isFalse();
  }

  private static Resource echo(RequestRecord request, String name) {
    return Resource.segment(Bodies.utf8("for " + request.header(name).orElse("nobody")));
  }

  private static void assertWhole(RawResponse response, String status) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BODY);
    assertThat(cacheStatus(response)).isEqualTo(status);
  }

  /** A playlist of three segments, and those, for requests that pass the check. */
  private static void serveStream(String base, String playlist, Predicate<RequestRecord> check) {
    serve(base + "/" + playlist, Resource.playlist(Playlists.vod(3)), check);
    for (int i = 0; i < 3; i++) {
      serve(base + "/segment" + i + ".ts", Resource.segment(BODY), check);
    }
  }

  private static void serve(String path, Resource resource, Predicate<RequestRecord> check) {
    BEHIND.serve(path, request -> check.test(request) ? resource : Resource.status(403));
  }

  private RawHead get(RawHttp connection, String path) throws Exception {
    return connection.get(app().target(path)).readHead();
  }

  private HostModeApp app() {
    return HostModeApp.at(url);
  }
}
