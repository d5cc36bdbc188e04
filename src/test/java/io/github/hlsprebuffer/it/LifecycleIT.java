package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.config.Setting;
import io.github.hlsprebuffer.it.host.FailingFilter;
import io.github.hlsprebuffer.it.host.FailingListener;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications with the filter come and go, or must not come up, in a Tomcat that stays. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class LifecycleIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final int SEGMENTS = 8;
  private static final int ROUNDS = 10;

  /** Far less than what a single application has, far more than buffers of Tomcat's own threads. */
  private static final long SLACK_BYTES = 4 << 20;

  private final TomcatManager manager = new TomcatManager();

  @BeforeAll
  static void serve() {
    ORIGIN.serve("/index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
    for (int i = 0; i < SEGMENTS; i++) {
      ORIGIN.serve("/segment" + i + ".ts", Resource.segment(BODY));
    }
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @Test
  void undeploy_tenTimesAfterTraffic_nothingIsLeft() throws Exception {
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      // The first ones bring what stays with the JVM, such as its own pools and caches.
      playOnce(plain());
      playOnce(withCdi());
      Footprint before = Footprint.of(jvm);
      for (int i = 0; i < ROUNDS; i++) {
        playOnce(i % 2 == 0 ? plain() : withCdi());
      }
      assertNoMoreThan(before, jvm);
    }
  }

  @Test
  void undeploy_whileAViewerIsServed_viewerIsToldAndNothingIsLeft() throws Exception {
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      playOnce(plain());
      Footprint before = Footprint.of(jvm);
      ORIGIN.serve("/held.ts", Resource.segment(BODY));
      Gate gate = ORIGIN.gateBody("/held.ts", BODY.length / 2);
      // Without CDI: Weld forgets a thread local of a request that is under way when it stops, and
      // Tomcat takes its time to renew the thread.
      WebArchive war = plain();
      try (HalfServedViewer viewer =
          HalfServedViewer.ask(manager.deploy(war), "/held.ts", BODY.length / 2)) {
        manager.undeploy(war);
        assertThat(viewer.wholeBody()).hasSizeLessThan(BODY.length);
      }
      gate.release();
      assertNoMoreThan(before, jvm);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reloadOrRedeploy_whileAViewerIsServed_newOneServesAndNothingIsLeft(boolean reload)
      throws Exception {
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      playOnce(plain());
      Footprint before = Footprint.of(jvm);
      ORIGIN.serve("/changed.ts", Resource.segment(BODY));
      Gate gate = ORIGIN.gateBodyOnce("/changed.ts", BODY.length / 2);
      WebArchive war = plain();
      Gateway gateway = manager.deploy(war);
      try (HalfServedViewer viewer =
          HalfServedViewer.ask(gateway, "/changed.ts", BODY.length / 2)) {
        if (reload) {
          manager.reload(war);
        } else {
          manager.redeploy(war);
        }
        assertThat(viewer.wholeBody()).hasSizeLessThan(BODY.length);
      }
      gate.release();
      Expectations.assertWhole(gateway.get("/changed.ts"), BODY);
      manager.undeploy(war);
      assertNoMoreThan(before, jvm);
    }
  }

  /** A paused connector accepts nothing new; what is under way goes on. */
  @Test
  void pauseOfTheConnector_viewerIsServed_getsTheWholeAndAfterItOthersDo() throws Exception {
    ORIGIN.serve("/paused.ts", Resource.segment(BODY));
    Gate gate = ORIGIN.gateBodyOnce("/paused.ts", BODY.length / 2);
    WebArchive war = plain();
    Gateway gateway = manager.deploy(war);
    try (TomcatJvm jvm = TomcatJvm.connect();
        HalfServedViewer viewer = HalfServedViewer.ask(gateway, "/paused.ts", BODY.length / 2)) {
      AutoCloseable pause = jvm.pauseConnector();
      try {
        gate.release();
        assertThat(viewer.wholeBody()).isEqualTo(BODY);
      } finally {
        pause.close();
      }
      Expectations.assertWhole(gateway.get("/paused.ts"), BODY);
    } finally {
      manager.undeploy(war);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deploy_somethingElseFailsToStart_nothingOfOursIsLeft(boolean listener) throws Exception {
    WebArchive war = halfStarting(listener);
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      manager.tryToDeploy(war);
      manager.undeploy(war);
      Footprint before = Footprint.of(jvm);
      assertThat(manager.tryToDeploy(war)).startsWith("FAIL");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Footprint after = Footprint.of(jvm);
                assertThat(after.threads()).noneMatch(name -> name.startsWith("hls-prebuffer"));
                assertThat(after.directMemoryBytes())
                    .isLessThan(before.directMemoryBytes() + SLACK_BYTES);
                assertThat(jvm.monitors()).isEmpty();
              });
      manager.undeploy(war);
      assertNoMoreThan(before, jvm);
    }
  }

  private static WebArchive halfStarting(boolean listener) {
    HostModeWar war = HostModeWar.named("coming-and-going-half").prebuffer();
    return listener
        ? war.listener(FailingListener.class.getName()).build()
        : war.filter(FailingFilter.class).build();
  }

  @Test
  void deploy_unknownInitParam_errorNamesItAndWhatThereIs() throws Exception {
    String value = UUID.randomUUID().toString();
    String error = errorOf(gateway("unknown.war").with("prebufferSegment", value), value);
    assertThat(error)
        .contains(
            "Init parameter of filter 'prebuffer', prebufferSegment = '" + value + "'",
            "expected one of:",
            "prebufferSegments");
  }

  @Test
  void deploy_malformedInitParam_errorNamesItsValueAndForm() throws Exception {
    String value = UUID.randomUUID().toString();
    String error = errorOf(gateway("malformed.war").with("segmentTtl", value), value);
    assertThat(error)
        .contains(
            "Init parameter of filter 'prebuffer', segmentTtl has the value '" + value + "'",
            "expected: " + Setting.SEGMENT_TTL.expected());
  }

  /** What an application, or what is left of it, takes of a JVM. */
  private record Footprint(Set<String> threads, long classLoaders, long directMemoryBytes) {
    static Footprint of(TomcatJvm jvm) throws Exception {
      return new Footprint(jvm.threads(), jvm.webappClassLoaders(), jvm.directMemoryBytes());
    }
  }

  private static GatewayWar gateway(String name) {
    return GatewayWar.to(ORIGIN.uri(), name);
  }

  private static WebArchive plain() {
    return gateway("coming-and-going.war").archive();
  }

  private static WebArchive withCdi() {
    return gateway("coming-and-going-cdi.war")
        .archive()
        .addAsLibraries(GatewayWar.libraries("weld"));
  }

  private void playOnce(WebArchive war) throws Exception {
    Gateway gateway = manager.deploy(war);
    assertThat(gateway.get("/index.m3u8").status()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      Expectations.assertWhole(gateway.get("/segment" + i + ".ts"), BODY);
    }
    manager.undeploy(war);
  }

  /**
   * What is about to end is given a moment. A thread that Tomcat adds to its pool while one of ours
   * hands an exchange over inherits who was there (JDK before 24), and with him his class loader;
   * so those threads have to go first.
   */
  private void assertNoMoreThan(Footprint before, TomcatJvm jvm) throws Exception {
    jvm.restartConnector();
    await().atMost(PATIENCE).untilAsserted(() -> assertIsNoMoreThan(before, jvm));
  }

  private void assertIsNoMoreThan(Footprint before, TomcatJvm jvm) throws Exception {
    Footprint after = Footprint.of(jvm);
    assertThat(after.threads()).isSubsetOf(before.threads());
    assertThat(after.threads()).noneMatch(name -> name.startsWith("hls-prebuffer"));
    assertThat(manager.findLeaks()).doesNotContain("/coming-and-going");
    assertThat(after.classLoaders()).isLessThanOrEqualTo(before.classLoaders());
    assertThat(after.directMemoryBytes()).isLessThan(before.directMemoryBytes() + SLACK_BYTES);
    assertThat(jvm.monitors()).isEmpty();
  }

  private String errorOf(GatewayWar war, String marker) throws Exception {
    WebArchive archive = war.archive();
    assertThat(manager.tryToDeploy(archive)).startsWith("FAIL");
    manager.undeploy(archive);
    try (TomcatJvm jvm = TomcatJvm.connect()) {
      assertThat(jvm.threads()).noneMatch(name -> name.startsWith("hls-prebuffer"));
      assertThat(jvm.monitors()).isEmpty();
    }
    return TomcatLog.lineWith(marker);
  }
}
