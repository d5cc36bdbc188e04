package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.testing.OriginFault.SHORT_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FaultSettings;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What viewers see when the origin fails, whether they ask first, share a fetch or meet a prefetch.
 * Origins that stall are the business of {@link GatewayStallsIT}.
 */
@ExtendWith(ArquillianExtension.class)
class GatewayFaultsIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] BODY = Bodies.body(1, 300_000);
  private static final byte[] FIRST_BODY = Bodies.body(2, 1_000);
  private static final long OVERSIZE_BYTES = 3 << 20;
  private static final String TARGET = "/redirected/target.ts";

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "faults.war").with("maxSegmentSize", "1MB").archive();
  }

  @BeforeAll
  static void prepare() {
    ORIGIN.settings(
        FaultSettings.DEFAULT
            .withOversizeBytes(OVERSIZE_BYTES)
            .withDripBytesPerSecond(4L * BODY.length));
    ORIGIN.serve(TARGET, Resource.segment(BODY));
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

  private Gateway gateway() {
    return Gateway.at(url);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "STALL_.*")
  void get_coldSegment_viewerSeesWhatHappened(OriginFault fault) throws Exception {
    String path = serveFaulty("cold", fault);
    RawResponse seen = gateway().get(path);
    Expectations.assertPassedOn(fault, seen, BODY, OVERSIZE_BYTES);
    assertWorksAfterwards(path);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "STALL_.*")
  void get_segmentThatThreeShare_eachSeesWhatHappened(OriginFault fault) throws Exception {
    String path = serveFaulty("shared", fault);
    Gateway gateway = gateway();
    Gate gate = ORIGIN.gate(path);
    long joinsBefore = gateway.statistic("joins");
    Future<RawResponse> leader = VIEWERS.submit(() -> gateway.get(path));
    gate.awaitArrival(PATIENCE);
    Future<RawResponse> second = VIEWERS.submit(() -> gateway.get(path));
    Future<RawResponse> third = VIEWERS.submit(() -> gateway.get(path));
    gateway.awaitStatistic("joins", joinsBefore + 2);
    assertThat(ORIGIN.count(path)).as("requests while three wait").isEqualTo(1);
    gate.release();
    for (Future<RawResponse> viewer : List.of(leader, second, third)) {
      Expectations.assertPassedOn(fault, viewer.get(), BODY, OVERSIZE_BYTES);
    }
    assertWorksAfterwards(path);
  }

  /** The fault hits the prefetch alone; the viewer asks while that is under way. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "STALL_.*")
  void get_segmentWhosePrefetchIsFailing_viewerIsHurtOnlyByWhatItHasSeen(OriginFault fault)
      throws Exception {
    String path = servePlaylist("joined", fault);
    Gateway gateway = gateway();
    Gate gate = ORIGIN.gateOnce(path);
    long lateBefore = gateway.statistic("prefetchesLate");
    beginPlaying(gateway, path);
    gate.awaitArrival(PATIENCE);
    Future<RawResponse> viewer = VIEWERS.submit(() -> gateway.get(path));
    gateway.awaitStatistic("prefetchesLate", lateBefore + 1);
    gate.release();
    switch (fault) {
      case SHORT_BODY, DISCONNECT_DURING_BODY ->
          Expectations.assertWholeOrBrokenOff(viewer.get(), BODY);
      case ERROR_404 -> Expectations.assertError(viewer.get(), 404);
      case OVERSIZE_BODY -> Expectations.assertPassedOn(fault, viewer.get(), BODY, OVERSIZE_BYTES);
      default -> Expectations.assertWhole(viewer.get(), BODY);
    }
    assertWorksAfterwards(path);
  }

  /** The prefetch is over and has failed; the viewer asks then. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "STALL_.*")
  void get_segmentWhosePrefetchHasFailed_viewerNoticesNothing(OriginFault fault) throws Exception {
    String path = servePlaylist("failed", fault);
    Gateway gateway = gateway();
    beginPlaying(gateway, path);
    ORIGIN.awaitRequests(path, 1, PATIENCE);
    gateway.awaitQuiet();
    Expectations.assertWhole(gateway.get(path), BODY);
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCONNECT_BEFORE_HEADERS", "RESET_BEFORE_HEADERS", "GARBAGE"})
  void get_originFailsOnce_viewerNoticesNothing(OriginFault fault) throws Exception {
    String path = "/once/" + fault + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.faultOnce(path, fault);
    Expectations.assertWhole(gateway().get(path), BODY);
    assertThat(ORIGIN.count(path)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT_BODY", "DISCONNECT_DURING_BODY"})
  void get_chunkedSegmentBreaksOff_viewerSeesThatItIsNotWhole(OriginFault fault) throws Exception {
    String path = "/chunked/" + fault + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY).chunked());
    ORIGIN.fault(path, fault);
    Expectations.assertBrokenOffOrError(gateway().get(path), BODY, 502);
    assertWorksAfterwards(path);
  }

  /** The head was right, so that viewers wait for a body that never begins. */
  @Test
  void get_bodyBreaksOffBeforeItsFirstByte_badGateway() throws Exception {
    String path = "/unbegun.ts";
    ORIGIN.serve(path, Resource.segment(new byte[1]).withHeader("X-Of", "this"));
    ORIGIN.faultOnce(path, SHORT_BODY);
    Gate gate = ORIGIN.gateBodyOnce(path, 0);
    Gateway gateway = gateway();
    try (RawHttp viewer = gateway.connect();
        RawHttp other = gateway.connect()) {
      viewer.get(gateway.target(path));
      gate.awaitArrival(PATIENCE);
      assertThat(other.head(gateway.target(path)).readResponse().status()).isEqualTo(200);
      gate.release();
      RawResponse seen = viewer.readResponse();
      Expectations.assertError(seen, 502);
      assertThat(seen.headers().contains("X-Of")).isFalse();
      // A page of the container's would be longer than the body was to be.
      if (Container.underTest().closesAfterErrors()) {
        assertThat(viewer.isAtEnd()).as("nothing follows").isTrue();
      } else {
        Expectations.assertWhole(viewer.get(gateway.target(TARGET)).readResponse(), BODY);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SHORT_BODY", "DISCONNECT_DURING_BODY"})
  void get_segmentWithAValidatorBreaksOff_viewerNoticesNothing(OriginFault fault) throws Exception {
    for (boolean chunked : new boolean[] {false, true}) {
      String path = "/resumed/" + fault + chunked + ".ts";
      Resource segment = Resource.segment(BODY).withEtag("\"v1\"");
      ORIGIN.serve(path, chunked ? segment.chunked() : segment);
      ORIGIN.faultOnce(path, fault);
      Expectations.assertWhole(gateway().get(path), BODY);
      assertThat(ORIGIN.count(path)).isEqualTo(2);
    }
  }

  @Test
  void get_segmentChangesAndBreaksOff_viewerSeesThatItIsNotWhole() throws Exception {
    String path = "/resumed/changed.ts";
    byte[] other = Bodies.body(3, BODY.length);
    ORIGIN.serve(path, Resource.segment(other).withEtag("\"v2\""));
    ORIGIN.serveOnce(path, Resource.segment(BODY).withEtag("\"v1\""));
    ORIGIN.faultOnce(path, SHORT_BODY);
    Expectations.assertBrokenOffOrError(gateway().get(path), BODY, 502);
    assertThat(ORIGIN.count(path)).isEqualTo(2);
    Expectations.assertWhole(gateway().get(path), other);
  }

  /** So small that nothing of it has left the gateway when the end is missed. */
  @Test
  void get_smallSegmentBreaksOff_viewerSeesThatItIsNotWhole() throws Exception {
    String path = "/small/segment.ts";
    ORIGIN.serve(path, Resource.segment(FIRST_BODY).chunked());
    ORIGIN.fault(path, SHORT_BODY);
    RawResponse seen = gateway().get(path);
    assertThat(seen.isComplete() && seen.status() < 500).as("looks whole").isFalse();
    ORIGIN.clearFaults(path);
    Expectations.assertWhole(gateway().get(path), FIRST_BODY);
  }

  @Test
  void get_playlistBreaksOff_viewerSeesThatItIsNotWhole() throws Exception {
    String text = Playlists.vod(500);
    ORIGIN.serve("/broken/plain.m3u8", Resource.playlist(text));
    ORIGIN.serve("/broken/chunked.m3u8", Resource.playlist(text).chunked());
    for (String path : List.of("/broken/plain.m3u8", "/broken/chunked.m3u8")) {
      ORIGIN.fault(path, SHORT_BODY);
      RawResponse seen = gateway().get(path);
      assertThat(seen.isComplete() && seen.status() < 500).as("looks whole").isFalse();
      ORIGIN.clearFaults(path);
      Expectations.assertWhole(gateway().get(path), Bodies.utf8(text));
    }
  }

  @Test
  void get_playlistRedirectsWithinTheOrigin_viewerIsSentToTheGatewaysOwnPath() throws Exception {
    RawResponse seen = redirected("/moved/a.m3u8", ORIGIN.uri("/elsewhere/b.m3u8?c=d").toString());
    assertThat(seen.headers().first("Location"))
        .hasValue(gateway().target("/elsewhere/b.m3u8?c=d"));
  }

  @Test
  void get_playlistRedirectsRelatively_viewerIsSentToTheGatewaysOwnPath() throws Exception {
    RawResponse seen = redirected("/moved/relative.m3u8", "../elsewhere/b.m3u8");
    assertThat(seen.headers().first("Location")).hasValue(gateway().target("/elsewhere/b.m3u8"));
  }

  @Test
  void get_playlistRedirectsElsewhere_viewerIsSentThere() throws Exception {
    RawResponse seen = redirected("/moved/away.m3u8", "http://other.example/b.m3u8");
    assertThat(seen.headers().first("Location")).hasValue("http://other.example/b.m3u8");
  }

  /** Who could make an origin redirect would else reach what only the gateway can reach. */
  @Test
  void get_segmentRedirectsElsewhere_gatewayDoesNotFollow() throws Exception {
    try (ScriptedOrigin other = ScriptedOrigin.start()) {
      other.serve("/b.ts", Resource.segment(BODY));
      RawResponse seen = redirected("/moved/away.ts", other.uri("/b.ts").toString());
      assertThat(seen.headers().first("Location")).hasValue(other.uri("/b.ts").toString());
      assertThat(other.requests()).isEmpty();
    }
  }

  private RawResponse redirected(String path, String location) throws Exception {
    ORIGIN.redirectLocation(path, location);
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.fault(path, OriginFault.REDIRECT);
    RawResponse seen = gateway().get(path);
    Expectations.assertError(seen, 302);
    return seen;
  }

  /** A segment every request for which fails. */
  private static String serveFaulty(String situation, OriginFault fault) {
    String path = "/" + situation + "/" + fault + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.redirectLocation(path, TARGET);
    ORIGIN.fault(path, fault);
    return path;
  }

  /** A playlist whose second segment fails once; returns that segment's path. */
  private static String servePlaylist(String situation, OriginFault fault) {
    String folder = "/" + situation + "/" + fault;
    String path = folder + "/segment1.ts";
    ORIGIN.serve(folder + "/index.m3u8", Resource.playlist(Playlists.vod(2)));
    ORIGIN.serve(folder + "/segment0.ts", Resource.segment(FIRST_BODY));
    ORIGIN.serve(path, Resource.segment(BODY));
    ORIGIN.redirectLocation(path, TARGET);
    ORIGIN.faultOnce(path, fault);
    return path;
  }

  private static void beginPlaying(Gateway gateway, String path) throws Exception {
    String folder = path.substring(0, path.lastIndexOf('/'));
    assertThat(gateway.get(folder + "/index.m3u8").status()).isEqualTo(200);
    Expectations.assertWhole(gateway.get(folder + "/segment0.ts"), FIRST_BODY);
  }

  private void assertWorksAfterwards(String path) throws Exception {
    ORIGIN.clearFaults(path);
    Expectations.assertWhole(gateway().get(path), BODY);
  }
}
