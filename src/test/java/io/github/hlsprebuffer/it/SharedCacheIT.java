package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Applications of one Tomcat share one cache: the ready gateway twice, as it is built, and others
 * beside it.
 */
class SharedCacheIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SEGMENTS = 6;
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final int FIRST_BYTES = 50_000;
  private static final ObjectName SHARED = sharedEngine();

  private static final TomcatBase TOMCAT = base();

  private final Gateway a = TOMCAT.gateway("a");
  private final Gateway b = TOMCAT.gateway("b");

  private static TomcatBase base() {
    try {
      return TomcatBase.sharing("shared").gateway("a", ORIGIN.uri()).gateway("b", ORIGIN.uri());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    TOMCAT.start();
  }

  @AfterAll
  static void close() throws Exception {
    VIEWERS.shutdownNow();
    ORIGIN.close();
    try {
      TOMCAT.stop();
      assertThat(TOMCAT.log()).contains("Cache 'off-heap' removed from EhcacheManager");
    } finally {
      TOMCAT.close();
    }
  }

  @Test
  void get_segmentThatTheOtherHasFetched_isStored() throws Exception {
    serve("/stored/");
    Expectations.assertWhole(a.get("/stored/segment0.ts"), BODY);
    a.awaitQuiet();
    RawResponse again = b.get("/stored/segment0.ts");
    Expectations.assertWhole(again, BODY);
    assertThat(Gateway.cacheStatus(again)).isEqualTo(Gateway.HIT);
    assertThat(ORIGIN.count("/stored/segment0.ts")).isEqualTo(1);
  }

  @Test
  void get_segmentThatTheOtherIsFetching_isJoined() throws Exception {
    serve("/joined/");
    Gate rest = ORIGIN.gateBody("/joined/segment0.ts", FIRST_BYTES);
    try (HalfServedViewer first = HalfServedViewer.ask(a, "/joined/segment0.ts", FIRST_BYTES);
        HalfServedViewer second = HalfServedViewer.ask(b, "/joined/segment0.ts", FIRST_BYTES)) {
      assertThat(first.cacheStatus()).isEqualTo(Gateway.MISS);
      assertThat(second.cacheStatus()).isEqualTo(Gateway.COLLAPSED);
      rest.release();
      assertThat(first.wholeBody()).isEqualTo(BODY);
      assertThat(second.wholeBody()).isEqualTo(BODY);
    }
    assertThat(ORIGIN.count("/joined/segment0.ts")).isEqualTo(1);
  }

  @Test
  void play_whatTheOtherHasPrefetched_isFetchedOnce() throws Exception {
    serve("/ahead/");
    a.get("/ahead/index.m3u8");
    Expectations.assertWhole(a.get("/ahead/segment0.ts"), BODY);
    awaitPrefetched("/ahead/", 1);
    b.get("/ahead/index.m3u8");
    for (int i = 0; i < SEGMENTS; i++) {
      assertThat(Gateway.cacheStatus(b.get("/ahead/segment" + i + ".ts"))).isEqualTo(Gateway.HIT);
    }
    assertFetchedOnce("/ahead/");
  }

  @Test
  void play_prefetchUnderWayForTheOther_isJoined() throws Exception {
    serve("/late/");
    Gate rest = ORIGIN.gateBody("/late/segment1.ts", FIRST_BYTES);
    a.get("/late/index.m3u8");
    a.get("/late/segment0.ts");
    ORIGIN.awaitRequests("/late/segment1.ts", 1, PATIENCE);
    try (HalfServedViewer viewer = HalfServedViewer.ask(b, "/late/segment1.ts", FIRST_BYTES)) {
      assertThat(viewer.cacheStatus()).isEqualTo(Gateway.COLLAPSED);
      rest.release();
      assertThat(viewer.wholeBody()).isEqualTo(BODY);
    }
    awaitPrefetched("/late/", 1);
    assertFetchedOnce("/late/");
  }

  /** What passes through one application, and is read there, must be known in the other as well. */
  @Test
  void play_playlistJoinedInFlight_beginsPrefetching() throws Exception {
    serve("/playlist/");
    Gate whole = ORIGIN.gate("/playlist/index.m3u8");
    Future<RawResponse> first = VIEWERS.submit(() -> a.get("/playlist/index.m3u8"));
    whole.awaitArrival(PATIENCE);
    Future<RawResponse> second = VIEWERS.submit(() -> b.get("/playlist/index.m3u8"));
    b.awaitStatistic("fillsInFlight", 1);
    whole.release();
    assertThat(first.get().text()).isEqualTo(second.get().text());
    Expectations.assertWhole(b.get("/playlist/segment0.ts"), BODY);
    awaitPrefetched("/playlist/", 1);
    assertFetchedOnce("/playlist/");
  }

  @Test
  void get_applicationThatIgnoresTokens_doesNotAnswerForOneThatHeedsThem() throws Exception {
    Resource segment = Resource.segment(BODY).withHeader("Cache-Control", "public");
    ORIGIN.serve("/token/segment.ts", Resource.status(403));
    ORIGIN.serve("/token/segment.ts?token=right", segment);
    WebArchive war =
        GatewayWar.sharing(ORIGIN.uri(), "ignores.war")
            .with("ignoreQueryParams", "token")
            .archive();
    Gateway ignores = TOMCAT.manager().deploy(war);
    Expectations.assertWhole(ignores.get("/token/segment.ts?token=right"), BODY);
    ignores.awaitQuiet();
    assertThat(Gateway.cacheStatus(ignores.get("/token/segment.ts"))).isEqualTo(Gateway.HIT);
    assertThat(a.get("/token/segment.ts").status()).isEqualTo(403);
    Expectations.assertWhole(a.get("/token/segment.ts?token=right"), BODY);
    assertThat(ORIGIN.count("/token/segment.ts?token=right")).isEqualTo(2);
    TOMCAT.manager().undeploy(war);
  }

  @Test
  void get_applicationThatForwardsCredentials_sharesWhatDependsOnThemWithNobodyElse()
      throws Exception {
    ORIGIN.serve(
        "/mine/segment.ts",
        request ->
            Resource.segment(
                Bodies.utf8(
                    request.header("Authorization").orElse("anybody")
                        + request.header("X-Token").orElse(""))));
    WebArchive first =
        GatewayWar.sharing(ORIGIN.uri(), "credentials.war")
            .with("forwardHeaders", "Authorization")
            .archive();
    WebArchive second =
        GatewayWar.sharing(ORIGIN.uri(), "tokens.war").with("forwardHeaders", "X-Token").archive();
    Gateway credentials = TOMCAT.manager().deploy(first);
    Gateway tokens = TOMCAT.manager().deploy(second);
    String[] fields = {"Authorization: one", "X-Token: other"};
    assertThat(credentials.get("/mine/segment.ts", fields).text()).isEqualTo("one");
    credentials.awaitQuiet();
    assertThat(tokens.get("/mine/segment.ts", fields).text()).isEqualTo("anybodyother");
    tokens.awaitQuiet();
    assertThat(a.get("/mine/segment.ts", fields).text()).isEqualTo("anybody");
    TOMCAT.manager().undeploy(first);
    TOMCAT.manager().undeploy(second);
  }

  @Test
  void play_eachApplication_hasItsOwnWindow() throws Exception {
    serve("/window/");
    WebArchive war =
        GatewayWar.sharing(ORIGIN.uri(), "no-window.war").with("prebufferSegments", "0").archive();
    Gateway none = TOMCAT.manager().deploy(war);
    none.get("/window/index.m3u8");
    Expectations.assertWhole(none.get("/window/segment0.ts"), BODY);
    assertThat(none.statistic("playheads")).isEqualTo(1);
    none.awaitQuiet();
    long before = a.statistic("prefetchesTriggered");
    a.get("/window/index.m3u8");
    assertThat(Gateway.cacheStatus(a.get("/window/segment0.ts"))).isEqualTo(Gateway.HIT);
    awaitPrefetched("/window/", 1);
    assertThat(a.statistic("prefetchesTriggered")).isEqualTo(before + SEGMENTS - 1);
    assertThat(none.statistic("prefetchesTriggered")).isZero();
    TOMCAT.manager().undeploy(war);
  }

  @Test
  void deploy_cachesSettingOtherThanTheSharedOne_isRefused() throws Exception {
    WebArchive same =
        GatewayWar.sharing(ORIGIN.uri(), "same-size.war").with("heapSize", "65536KB").archive();
    TOMCAT.manager().deploy(same);
    TOMCAT.manager().undeploy(same);
    WebArchive other =
        GatewayWar.sharing(ORIGIN.uri(), "other-size.war").with("heapSize", "4MB").archive();
    assertThat(TOMCAT.manager().tryToDeploy(other)).startsWith("FAIL");
    TOMCAT.manager().undeploy(other);
    TOMCAT.awaitLog(
        "Init parameter of filter 'prebuffer', heapSize has the value '4MB', but the cache that this"
            + " application shares has '64MB'",
        "change the attribute heapSize of the shared cache's <Resource> in conf/server.xml");
    assertThat(total("Applications")).isEqualTo(2);
  }

  @Test
  void clear_ofOneApplication_takesNothingFromTheOther() throws Exception {
    serve("/cleared/");
    a.get("/cleared/index.m3u8");
    Expectations.assertWhole(a.get("/cleared/segment0.ts"), BODY);
    awaitPrefetched("/cleared/", 1);
    call(monitor("a"), "clear");
    assertThat(a.statistic("playlists")).isZero();
    assertThat(Gateway.cacheStatus(b.get("/cleared/segment0.ts"))).isEqualTo(Gateway.HIT);
    call(SHARED, "clear");
    assertThat(Gateway.cacheStatus(b.get("/cleared/segment0.ts"))).isEqualTo(Gateway.MISS);
  }

  @Test
  void statistics_ofEachApplication_areItsOwnAndTheSumIsTheEngines() throws Exception {
    serve("/counted/");
    call(monitor("a"), "resetStatistics");
    call(monitor("b"), "resetStatistics");
    call(SHARED, "resetStatistics");
    a.get("/counted/segment0.ts");
    a.awaitQuiet();
    b.get("/counted/segment0.ts");
    b.get("/counted/segment0.ts");
    assertThat(a.statistic("misses")).isEqualTo(1);
    assertThat(a.statistic("hits")).isZero();
    assertThat(b.statistic("misses")).isZero();
    assertThat(b.statistic("hits")).isEqualTo(2);
    assertThat(total("Misses")).isEqualTo(1L);
    assertThat(total("Hits")).isEqualTo(2L);
    call(monitor("b"), "resetStatistics");
    assertThat(b.statistic("hits")).isZero();
    assertThat(a.statistic("misses")).isEqualTo(1);
    assertThat(total("Hits")).isEqualTo(2L);
  }

  /** What an application answers itself is its own, and does not outlive it. */
  @Test
  void play_hostApplication_sharesTheEngineAndNothingElse() throws Exception {
    serve("/host/");
    WebArchive war = hostApplication();
    TOMCAT.manager().deploy(war);
    HostModeApp app = new HostModeApp(TOMCAT.manager().root("/host"));
    long before = a.statistic("storedResources");
    app.get("relay/host/index.m3u8");
    app.get("relay/host/segment0.ts");
    app.awaitStatistic("segmentsPrebuffered", SEGMENTS - 1);
    app.awaitIdle();
    assertThat(HostModeApp.cacheStatus(app.get("relay/host/segment1.ts"))).isEqualTo("hit");
    assertThat(a.statistic("storedResources")).isEqualTo(before + SEGMENTS);
    assertThat(total("Applications")).isEqualTo(3);
    TOMCAT.manager().undeploy(war);
    assertThat(a.statistic("storedResources")).isEqualTo(before);
    TOMCAT.manager().deploy(war);
    assertThat(HostModeApp.cacheStatus(app.get("relay/host/segment1.ts"))).isEqualTo("fwd=miss");
    TOMCAT.manager().undeploy(war);
  }

  private static WebArchive hostApplication() {
    return HostModeWar.named("host")
        .parameter("hlsprebuffer.offHeapSize", "") // as the shared cache has it
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", ORIGIN.uri().toString())
        .build();
  }

  private static ObjectName monitor(String name) throws Exception {
    return new ObjectName(
        "io.github.hlsprebuffer:type=Prebuffer,context="
            + ObjectName.quote("Catalina/localhost/" + name));
  }

  private static void call(ObjectName monitor, String operation) throws Exception {
    try (TomcatJvm jvm = TOMCAT.jvm()) {
      jvm.invoke(monitor, operation);
    }
  }

  private static Object total(String attribute) throws Exception {
    try (TomcatJvm jvm = TOMCAT.jvm()) {
      return jvm.attribute(SHARED, attribute);
    }
  }

  private static ObjectName sharedEngine() {
    try {
      return new ObjectName("io.github.hlsprebuffer:type=SharedEngine");
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  private static void serve(String directory) {
    ORIGIN.serve(directory + "index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
    for (int i = 0; i < SEGMENTS; i++) {
      ORIGIN.serve(directory + "segment" + i + ".ts", Resource.segment(BODY));
    }
  }

  private void awaitPrefetched(String directory, int first) throws Exception {
    for (int i = first; i < SEGMENTS; i++) {
      ORIGIN.log().awaitCompleted(directory + "segment" + i + ".ts", 1, PATIENCE);
    }
    a.awaitQuiet();
  }

  private static void assertFetchedOnce(String directory) {
    for (int i = 0; i < SEGMENTS; i++) {
      assertThat(ORIGIN.count(directory + "segment" + i + ".ts")).as("segment " + i).isEqualTo(1);
    }
  }
}
