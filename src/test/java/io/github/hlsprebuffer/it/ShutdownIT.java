package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is told to end while the origin sends, viewers read and others wait. */
class ShutdownIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final int HALF = BODY.length / 2;
  private static final int WAITING = 20;

  @TempDir private Path directory;

  @BeforeAll
  static void serve() {
    ORIGIN.serve("/index.m3u8", Resource.playlist(Playlists.vod(4)));
    for (int i = 0; i < 4; i++) {
      ORIGIN.serve("/segment" + i + ".ts", Resource.segment(BODY));
    }
    for (String path : List.of("/begun.ts", "/awaited.ts")) {
      ORIGIN.serve(path, Resource.segment(BODY));
    }
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  /** Nothing of this would end by itself: not the bodies, the heads, nor the prefetches. */
  @Test
  void terminate_fetchesInFlight_endsWithinSeconds() throws Exception {
    BareTomcat tomcat = gateway();
    List<RawHttp> viewers = new ArrayList<>();
    Gate begun = ORIGIN.gateBody("/begun.ts", HALF);
    Gate awaited = ORIGIN.gate("/awaited.ts");
    Gate ahead = ORIGIN.gate("/segment1.ts");
    try (JavaProcess process = start(tomcat)) {
      Gateway gateway = new Gateway(tomcat.uri("/gateway/"));
      assertThat(gateway.get("/index.m3u8").status()).isEqualTo(200);
      Expectations.assertWhole(gateway.get("/segment0.ts"), BODY);
      HalfServedViewer half = HalfServedViewer.ask(gateway, "/begun.ts", HALF);
      for (int i = 0; i < WAITING; i++) {
        viewers.add(gateway.connect().get(gateway.target("/awaited.ts")));
      }
      await().atMost(PATIENCE).until(() -> gateway.statistic("joins") >= WAITING - 1);
      ahead.awaitArrival(PATIENCE);

      process.terminate();

      assertThat(process.awaitEnd(PATIENCE)).as(process.printed()).isTrue();
      assertThat(half.wholeBody()).hasSizeLessThan(BODY.length);
      assertThat(process.printed()).doesNotContain("thread named [hls-prebuffer");
    } finally {
      List.of(begun, awaited, ahead).forEach(Gate::release);
      for (RawHttp viewer : viewers) {
        viewer.close();
      }
    }
  }

  @Test
  void terminate_containerWaitsForViewers_theyGetTheWhole() throws Exception {
    BareTomcat tomcat =
        gateway()
            .editServerXml(
                "<Service name=\"Catalina\">",
                "<Service name=\"Catalina\" gracefulStopAwaitMillis=\"20000\">");
    Gate gate = ORIGIN.gateBody("/begun.ts", HALF);
    try (JavaProcess process = start(tomcat)) {
      HalfServedViewer viewer =
          HalfServedViewer.ask(new Gateway(tomcat.uri("/gateway/")), "/begun.ts", HALF);
      process.terminate();
      process.awaitPrinted("Pausing ProtocolHandler");
      gate.release();
      assertThat(viewer.wholeBody()).isEqualTo(BODY);
      assertThat(process.awaitEnd(PATIENCE)).as(process.printed()).isTrue();
    } finally {
      gate.release();
    }
  }

  private BareTomcat gateway() throws Exception {
    return BareTomcat.unpack(directory).with(Path.of(GatewayWar.property("it.war")), "gateway.war");
  }

  private static JavaProcess start(BareTomcat tomcat) throws Exception {
    return tomcat.start(
        "CATALINA_OPTS='-Dhlsprebuffer.offHeapSize=16MB -Dhlsprebuffer.parallelRanges=1"
            + " -Dhlsprebuffer.responseTimeout=60s -Dhlsprebuffer.origin="
            + ORIGIN.uri()
            + "' exec sh $CATALINA_HOME/bin/catalina.sh run");
  }
}
