package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
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
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What viewers see when the origin falls silent, through a gateway that does not wait for long. */
@ExtendWith(ArquillianExtension.class)
class GatewayStallsIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] BODY = Bodies.body(1, 300_000);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "stalls.war").with("responseTimeout", "800ms").archive();
  }

  @AfterEach
  void nothingIsLeft() {
    Gateway.at(url).awaitQuiet();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "STALL_.*")
  void get_segmentThatThreeAskFor_eachIsToldInTime(OriginFault fault) throws Exception {
    String path = "/shared/" + fault + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.fault(path, fault);
    List<Future<RawResponse>> viewers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      viewers.add(VIEWERS.submit(() -> Gateway.at(url).get(path)));
    }
    for (Future<RawResponse> viewer : viewers) {
      Expectations.assertPassedOn(fault, viewer.get(), BODY, 0);
    }
    ORIGIN.clearFaults(path);
    Expectations.assertWhole(Gateway.at(url).get(path), BODY);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "STALL_.*")
  void get_segmentWhosePrefetchStalls_viewersOwnRequestBringsIt(OriginFault fault)
      throws Exception {
    String folder = "/prefetch/" + fault;
    String path = folder + "/segment1.ts";
    ORIGIN.serve(folder + "/index.m3u8", Resource.playlist(Playlists.vod(2)));
    ORIGIN.serve(folder + "/segment0.ts", Resource.segment(BODY));
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.faultOnce(path, fault);
    Gateway gateway = Gateway.at(url);
    assertThat(gateway.get(folder + "/index.m3u8").status()).isEqualTo(200);
    Expectations.assertWhole(gateway.get(folder + "/segment0.ts"), BODY);
    ORIGIN.awaitRequests(path, 1, PATIENCE);
    RawResponse seen = gateway.get(path);
    if (fault == OriginFault.STALL_BEFORE_HEADERS) {
      Expectations.assertWhole(seen, BODY);
    } else {
      // The first half may have been on its way to the viewer already.
      Expectations.assertWholeOrBrokenOff(seen, BODY);
    }
    Expectations.assertWhole(gateway.get(path), BODY);
  }

  /** RFC 8216bis §6.2.5.2: it holds the playlist back until that has the segment asked for. */
  @Test
  void get_blockingReload_isWaitedForLongerThanASilentOrigin() throws Exception {
    String text = Playlists.live(10, 5);
    ORIGIN.serve("/held/a.m3u8", Resource.playlist(text));
    ORIGIN.fault("/held/silent.m3u8", OriginFault.STALL_BEFORE_HEADERS);
    Gate gate = ORIGIN.gate("/held/a.m3u8");
    Gateway gateway = Gateway.at(url);
    List<Future<RawResponse>> viewers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      viewers.add(VIEWERS.submit(() -> gateway.get("/held/a.m3u8?_HLS_msn=14")));
    }
    gate.awaitArrival(PATIENCE);
    assertThat(gateway.get("/held/silent.m3u8").status()).isEqualTo(504);
    gate.release();
    for (Future<RawResponse> viewer : viewers) {
      Expectations.assertWhole(viewer.get(), Bodies.utf8(text));
    }
    assertThat(ORIGIN.count("/held/a.m3u8")).isEqualTo(1);
  }
}
