package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many more viewers than the server has threads: those who wait or read slowly hold none. */
@ExtendWith(ArquillianExtension.class)
class ManyViewersIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int THREADS = 8;
  private static final int WAITING = 200;
  private static final int SLOW = 100;
  private static final byte[] SMALL = Bodies.body(1, 16 << 10);
  private static final byte[] MEDIUM = Bodies.body(2, 300_000);

  /** More than the kernel takes of a response that nobody reads. */
  private static final byte[] LARGE = Bodies.body(3, 7 << 20);

  /** More than the kernel takes on its way through the server, however late its reader leaves. */
  private static final byte[] HUGE = Bodies.body(4, 64 << 20);

  private final List<RawHttp> connections = new ArrayList<>();
  private TomcatJvm jvm;
  private AutoCloseable fewThreads;

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    // One request for all who wait is what is tested, however long they do.
    return GatewayWar.to(ORIGIN.uri(), "many-viewers.war")
        .with("responseTimeout", "30s")
        .with("parallelRanges", "1")
        .archive();
  }

  @BeforeEach
  void limitThreads() throws Exception {
    jvm = TomcatJvm.connect();
    fewThreads = jvm.limitThreads(THREADS);
  }

  @AfterEach
  void leave() throws Exception {
    for (RawHttp connection : connections) {
      connection.close();
    }
    fewThreads.close();
    jvm.close();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  private Gateway gateway() {
    return Gateway.at(url);
  }

  @Test
  void get_manyWaitAndManyReadSlowly_anotherHasAHitAtOnce() throws Exception {
    store("/hit.ts", SMALL);
    store("/slow.ts", LARGE);
    ORIGIN.serve("/awaited.ts", Resource.segment(MEDIUM));
    Gate gate = ORIGIN.gate("/awaited.ts");
    for (int i = 0; i < SLOW; i++) {
      assertThat(ask("/slow.ts").readHead().status()).isEqualTo(200);
    }
    List<RawHttp> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      waiting.add(ask("/awaited.ts"));
    }
    gateway().awaitStatistic("joins", WAITING - 1);
    assertHeldThreads(0);

    RawResponse hit = gateway().get("/hit.ts");

    assertThat(Gateway.cacheStatus(hit)).isEqualTo(Gateway.HIT);
    Expectations.assertWhole(hit, SMALL);
    gate.release();
    for (RawHttp viewer : waiting) {
      Expectations.assertWhole(viewer.readResponse(), MEDIUM);
    }
    assertThat(ORIGIN.count("/awaited.ts")).isEqualTo(1);
    gateway().awaitQuiet();
  }

  @Test
  void get_slowReaderComesBack_getsTheWhole() throws Exception {
    store("/paused.ts", LARGE);
    ORIGIN.serve("/paused-chunked.ts", Resource.segment(LARGE).chunked());
    for (String path : List.of("/paused.ts", "/paused-chunked.ts")) {
      RawHttp viewer = ask(path);
      var head = viewer.readHead();
      var body = viewer.bodyOf(head);
      assertThat(body.read(SMALL.length)).hasSize(SMALL.length);
      assertHeldThreads(0);
      assertThat(body.readAll()).hasSize(LARGE.length - SMALL.length);
      assertThat(body.isComplete()).isTrue();
    }
  }

  @Test
  void get_viewersOfWhatIsNotKeptLeave_originIsLeftToo() throws Exception {
    ORIGIN.serve(
        "/private.ts", Resource.segment(HUGE).withHeader("Cache-Control", "private, no-store"));
    for (int i = 0; i < 2 * THREADS; i++) {
      RawHttp viewer = ask("/private.ts");
      assertThat(viewer.readHead().status()).isEqualTo(200);
      viewer.reset();
      ORIGIN.log().awaitAborted("/private.ts", i + 1, PATIENCE);
    }
    assertHeldThreads(0);
    gateway().awaitQuiet();
  }

  @Test
  void get_viewersLeaveWhileTheyWait_theOthersAreServed() throws Exception {
    ORIGIN.serve("/left.ts", Resource.segment(MEDIUM));
    Gate gate = ORIGIN.gate("/left.ts");
    long joinsBefore = gateway().statistic("joins");
    List<RawHttp> viewers = new ArrayList<>();
    for (int i = 0; i < 3 * THREADS; i++) {
      viewers.add(ask("/left.ts"));
    }
    gateway().awaitStatistic("joins", joinsBefore + viewers.size() - 1);
    for (int i = 1; i < viewers.size(); i++) {
      viewers.get(i).reset();
    }
    gate.release();
    Expectations.assertWhole(viewers.get(0).readResponse(), MEDIUM);
    gateway().awaitQuiet();
    assertHeldThreads(0);
  }

  @Test
  void get_originBreaksOffWhileManyFollow_eachSeesThatItIsNotWhole() throws Exception {
    for (boolean chunked : List.of(true, false)) {
      String path = "/broken-" + chunked + ".ts";
      Resource resource = Resource.segment(MEDIUM);
      ORIGIN.serve(path, chunked ? resource.chunked() : resource);
      ORIGIN.fault(path, OriginFault.SHORT_BODY);
      Gate gate = ORIGIN.gateBody(path, 50_000);
      long joinsBefore = gateway().statistic("joins");
      List<RawHttp> viewers = new ArrayList<>();
      for (int i = 0; i < 3 * THREADS; i++) {
        viewers.add(ask(path));
      }
      gateway().awaitStatistic("joins", joinsBefore + viewers.size() - 1);
      gate.release();
      for (RawHttp viewer : viewers) {
        Expectations.assertBrokenOffOrError(viewer.readResponse(), MEDIUM, 502);
      }
      gateway().awaitQuiet();
    }
  }

  /** The container gives him up. What he has by then must not look like the whole. */
  @Test
  void get_viewerReadsNothingForTooLong_isCutOffAndSeesIt() throws Exception {
    store("/stalled.ts", LARGE);
    ORIGIN.serve("/stalled-chunked.ts", Resource.segment(LARGE).chunked());
    AutoCloseable limit = jvm.limitWrites(Duration.ofSeconds(1));
    try {
      for (String path : List.of("/stalled.ts", "/stalled-chunked.ts")) {
        long before = jvm.connections();
        RawHttp viewer = ask(path);
        var body = viewer.bodyOf(viewer.readHead());
        awaitConnections(before);
        byte[] seen = body.readAll();
        assertThat(body.isComplete()).as("complete").isFalse();
        assertThat(seen).hasSizeLessThan(LARGE.length);
      }
    } finally {
      limit.close();
    }
  }

  private void awaitConnections(long atMost) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(jvm.connections()).isLessThanOrEqualTo(atMost));
  }

  private RawHttp ask(String path) throws Exception {
    RawHttp connection = gateway().connect();
    connections.add(connection);
    return connection.get(gateway().target(path));
  }

  private void store(String path, byte[] body) throws Exception {
    ORIGIN.serve(path, Resource.segment(body));
    Expectations.assertWhole(gateway().get(path), body);
    gateway().awaitQuiet();
    assertThat(Gateway.cacheStatus(gateway().get(path))).isEqualTo(Gateway.HIT);
  }

  private void assertHeldThreads(int expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(jvm.busyThreads()).as("busy").isEqualTo(expected));
  }
}
