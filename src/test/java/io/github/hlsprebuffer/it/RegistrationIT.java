package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.it.host.FiltersServlet;
import io.github.hlsprebuffer.it.host.LateInitializer;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.it.host.TokenFilter;
import io.github.hlsprebuffer.servlet.PrebufferContextListener;
import io.github.hlsprebuffer.servlet.PrebufferFilter;
import io.github.hlsprebuffer.servlet.PrebufferInitializer;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an application comes to the filter: by a word in its descriptor, and never twice. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class RegistrationIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final String STREAM = "/relay/guarded";
  private static final String PARAMETER = PrebufferInitializer.URL_PATTERN;
  private static final String OURS = " " + PrebufferFilter.class.getName();

  private final TomcatManager manager = new TomcatManager();
  private @Nullable WebArchive deployed;

  @BeforeAll
  static void serve() {
    ORIGIN.serve("/guarded/index.m3u8", Resource.playlist(Playlists.vod(3)));
    for (int i = 0; i < 3; i++) {
      ORIGIN.serve("/guarded/segment" + i + ".ts", Resource.segment(BODY));
    }
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @AfterEach
  void undeploy_leavesNothing() throws Exception {
    if (deployed != null) {
      manager.undeploy(deployed);
    }
    assertNothingRuns();
  }

  @Test
  void jars_withoutAWord_changeNothing() throws Exception {
    HostModeApp app = deploy(host("jars-only").jars());
    for (int round = 0; round < 2; round++) {
      assertThat(play(app, "/segment0.ts").headers().contains("Cache-Status")).isFalse();
    }
    assertThat(filters(app)).noneMatch(line -> line.contains("hlsprebuffer.servlet"));
    assertNothingRuns();
  }

  @Test
  void parameter_alone_filterPrefetches() throws Exception {
    HostModeApp app = deploy(host("by-parameter").jars().parameter(PARAMETER, " , /relay/* "));
    assertThat(filters(app)).containsOnlyOnce(PrebufferInitializer.FILTER_NAME + OURS);
    assertPrefetches(app);
    assertThat(app.get("filters.txt").headers().contains("Cache-Status")).isFalse();
  }

  @Test
  void parameter_reloadedApplication_filterPrefetchesAgain() throws Exception {
    HostModeApp app = deploy(host("reloaded").jars().parameter(PARAMETER, "/*"));
    assertPrefetches(app);
    manager.reload(requireNonNull(deployed));
    assertThat(app.statistic("hits")).isZero();
    assertPrefetches(app);
  }

  /** Frameworks bring their security in initializers of their own, in an order nobody knows. */
  @Test
  void parameter_filterOfAnotherInitializer_decidesFirst() throws Exception {
    HostModeApp app =
        deploy(
            host("initializers")
                .jars()
                .parameter(PARAMETER, "/*")
                .initializer(LateInitializer.class));
    assertPrefetches(app);
    assertRefusedWithoutToken(app);
  }

  @Test
  void parameter_filterOfTheDescriptor_decidesFirst() throws Exception {
    HostModeApp app =
        deploy(host("descriptor").jars().parameter(PARAMETER, "/*").filter(TokenFilter.class));
    assertPrefetches(app);
    assertRefusedWithoutToken(app);
  }

  @Test
  void parameter_beforeAnOrigin_viewerWhoWaitsHoldsNoThread() throws Exception {
    HostModeApp app =
        deploy(
            host("by-parameter-gateway")
                .jars()
                .parameter(PARAMETER, "/hls/*")
                .parameter("hlsprebuffer.origin", ORIGIN.uri().toString()));
    assertViewerWhoWaitsHoldsNoThread(app);
  }

  @Test
  void parameter_besideDeclaredFilterAndListener_nothingIsThereTwice() throws Exception {
    HostModeApp app = deploy(host("both").prebuffer().parameter(PARAMETER, "/relay/*"));
    assertThat(filters(app)).filteredOn(line -> line.endsWith(OURS)).hasSize(1);
    assertPrefetches(app);
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      assertThat(jvm.monitors()).hasSize(1);
    }
  }

  @Test
  void parameter_besideDeclaredListener_filterPrefetches() throws Exception {
    HostModeApp app =
        deploy(
            host("listener-and-parameter")
                .jars()
                .listener(PrebufferContextListener.class.getName())
                .parameter(PARAMETER, "/hls/*")
                .parameter("hlsprebuffer.origin", ORIGIN.uri().toString()));
    assertViewerWhoWaitsHoldsNoThread(app);
  }

  @Test
  void declaredFilter_withoutListener_viewerWhoWaitsHoldsNoThread() throws Exception {
    assertViewerWhoWaitsHoldsNoThread(deploy(gatewayWithoutListener("no-listener")));
  }

  /** The container does not call our initializer: the filter is on its own. */
  @Test
  void declaredFilter_withoutInitializer_viewerWhoWaitsHoldsNoThread() throws Exception {
    assertViewerWhoWaitsHoldsNoThread(
        deploy(gatewayWithoutListener("no-initializer").element("<absolute-ordering/>")));
  }

  @Test
  void parameter_malformed_deploymentFailsAndSaysWhatIsExpected() throws Exception {
    WebArchive war = host("malformed-pattern").jars().parameter(PARAMETER, "relay/*").build();
    assertThat(manager.tryToDeploy(war)).startsWith("FAIL");
    manager.undeploy(war);
    assertThat(TomcatLog.lineWith("'relay/*'"))
        .contains(PARAMETER, "expected: URL patterns separated by commas");
  }

  private static HostModeWar host(String name) {
    return HostModeWar.named(name)
        .servlet(RelayServlet.class, "/relay/*", "target", ORIGIN.uri().toString())
        .servlet(FiltersServlet.class, FiltersServlet.PATH);
  }

  private static HostModeWar gatewayWithoutListener(String name) {
    return host(name)
        .jars()
        .element(
            """
            <filter>
              <filter-name>declared</filter-name>
              <filter-class>io.github.hlsprebuffer.servlet.PrebufferFilter</filter-class>
              <async-supported>true</async-supported>
            </filter>
            <filter-mapping>
              <filter-name>declared</filter-name>
              <url-pattern>/hls/*</url-pattern>
            </filter-mapping>
            """)
        .parameter("hlsprebuffer.origin", ORIGIN.uri().toString());
  }

  private HostModeApp deploy(HostModeWar war) throws Exception {
    WebArchive archive = war.build();
    deployed = archive;
    return new HostModeApp(manager.deploy(archive).base());
  }

  private static void assertPrefetches(HostModeApp app) throws IOException {
    long before = app.statistic("segmentsPrebuffered");
    play(app, "/index.m3u8");
    assertThat(cacheStatus(play(app, "/segment0.ts"))).isEqualTo("fwd=miss");
    app.awaitStatistic("segmentsPrebuffered", before + 2);
    RawResponse second = play(app, "/segment1.ts");
    Expectations.assertWhole(second, BODY);
    assertThat(second.headers().all("Cache-Status")).containsExactly(Gateway.HIT);
  }

  private static void assertRefusedWithoutToken(HostModeApp app) throws IOException {
    RawResponse refused = app.get(STREAM + "/segment1.ts");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().contains("Cache-Status")).isFalse();
  }

  private static void assertViewerWhoWaitsHoldsNoThread(HostModeApp app) throws Exception {
    String path = "/awaited" + app.root().getPath().replace('/', '-') + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY));
    Gate gate = ORIGIN.gate(path);
    try (TomcatJvm jvm = TomcatJvm.connect();
        RawHttp viewer = app.connect().get(app.target("hls" + path))) {
      app.awaitStatistic("fillsInFlight", 1);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(jvm.busyThreads()).isZero());
      gate.release();
      Expectations.assertWhole(viewer.readResponse(), BODY);
    }
  }

  private static RawResponse play(HostModeApp app, String path) throws IOException {
    RawResponse response = app.get(STREAM + path, TokenFilter.FIELD_LINE);
    assertThat(response.status()).as(path).isEqualTo(200);
    return response;
  }

  private static List<String> filters(HostModeApp app) throws IOException {
    return app.get(FiltersServlet.PATH).text().lines().toList();
  }

  private static void assertNothingRuns() throws Exception {
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      assertThat(jvm.threads()).noneMatch(name -> name.startsWith("hls-prebuffer"));
      assertThat(jvm.monitors()).isEmpty();
    }
  }
}
