package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
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

/** Many viewers of one segment make one request, and none waits for another. */
@ExtendWith(ArquillianExtension.class)
class SingleFlightIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final int VIEWER_COUNT = 20;
  private static final byte[] BODY = Bodies.body(1, 1_500_000);
  private static final int FIRST_BYTES = 50_000;

  /** Half a second for the whole body. */
  private static final long DRIP_BYTES_PER_SECOND = 3_000_000;

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "single-flight.war").archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void get_twentyViewersOfOneColdSegment_eachHasTheBeginningWhileTheOriginHoldsTheRest()
      throws Exception {
    Gate rest = serve("/together.ts");
    List<HalfServedViewer> viewers = begin("/together.ts", VIEWER_COUNT);
    printSpread(viewers);
    assertThat(ORIGIN.count("/together.ts")).isEqualTo(1);
    assertThat(viewers)
        .extracting(HalfServedViewer::cacheStatus)
        .containsOnly(Gateway.MISS, Gateway.COLLAPSED)
        .containsOnlyOnce(Gateway.MISS);
    rest.release();
    for (Future<byte[]> body : finish(viewers)) {
      assertThat(body.get()).isEqualTo(BODY);
    }
    assertThat(ORIGIN.count("/together.ts")).isEqualTo(1);
  }

  @Test
  void get_viewersLeaveInMidBody_theOthersGetTheWhole() throws Exception {
    Gate rest = serve("/leaving.ts");
    HalfServedViewer first = HalfServedViewer.ask(Gateway.at(url), "/leaving.ts", FIRST_BYTES);
    List<HalfServedViewer> others = begin("/leaving.ts", 3);
    first.reset();
    others.remove(0).close();
    rest.release();
    for (Future<byte[]> body : finish(others)) {
      assertThat(body.get()).isEqualTo(BODY);
    }
    assertThat(ORIGIN.count("/leaving.ts")).isEqualTo(1);
  }

  /** What has been paid for is kept for the next. */
  @Test
  void get_allViewersHaveLeft_theSegmentIsStoredAllTheSame() throws Exception {
    Gate rest = serve("/left.ts");
    Gateway gateway = Gateway.at(url);
    HalfServedViewer.ask(gateway, "/left.ts", FIRST_BYTES).reset();
    rest.release();
    ORIGIN.log().awaitCompleted("/left.ts", 1, Duration.ofSeconds(10));
    gateway.awaitQuiet();
    var next = gateway.get("/left.ts");
    assertThat(Gateway.cacheStatus(next)).isEqualTo(Gateway.HIT);
    Expectations.assertWhole(next, BODY);
    assertThat(ORIGIN.count("/left.ts")).isEqualTo(1);
  }

  private static Gate serve(String path) {
    ORIGIN.serve(path, Resource.segment(BODY).withBytesPerSecond(DRIP_BYTES_PER_SECOND));
    return ORIGIN.gateBody(path, FIRST_BYTES);
  }

  /** Returns when each of the viewers has the beginning of the body. */
  private List<HalfServedViewer> begin(String path, int viewers) throws Exception {
    List<Future<HalfServedViewer>> begun = new ArrayList<>();
    for (int i = 0; i < viewers; i++) {
      begun.add(VIEWERS.submit(() -> HalfServedViewer.ask(Gateway.at(url), path, FIRST_BYTES)));
    }
    List<HalfServedViewer> waiting = new ArrayList<>();
    for (Future<HalfServedViewer> viewer : begun) {
      waiting.add(viewer.get());
    }
    return waiting;
  }

  private static List<Future<byte[]>> finish(List<HalfServedViewer> viewers) {
    return viewers.stream().map(viewer -> VIEWERS.submit(viewer::wholeBody)).toList();
  }

  private static void printSpread(List<HalfServedViewer> viewers) {
    LongSummaryStatistics firstBytes =
        viewers.stream().mapToLong(HalfServedViewer::firstByteNanos).summaryStatistics();
    System.out.printf(
        "First bytes of %d viewers of one segment: %.1f ms apart%n",
        viewers.size(), (firstBytes.getMax() - firstBytes.getMin()) / 1e6);
  }
}
