package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be served although its lifetime is over (RFC 5861). */
@ExtendWith(ArquillianExtension.class)
class StaleIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String STALE = "hls-prebuffer; fwd=stale; detail=stale-if-error";
  private static final String STALE_HIT = "hls-prebuffer; hit; detail=stale-while-revalidate";
  private static final byte[] BODY = Bodies.body(1, 200_000);
  private static final byte[] NEW_BODY = Bodies.body(2, 150_000);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "stale.war").archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  private Gateway gateway() {
    return Gateway.at(url);
  }

  /** Stores a segment that lives for a second. */
  private void store(String path, String stale) throws Exception {
    ORIGIN.serve(path, segment(BODY, stale));
    Expectations.assertWhole(gateway().get(path), BODY);
    gateway().awaitQuiet();
  }

  private static Resource segment(byte[] body, String stale) {
    return Resource.segment(body).withHeader("Cache-Control", "max-age=1" + stale);
  }

  /** The first answer that is no hit any more. */
  private RawResponse onceStale(String path, String... fields) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> gateway().get(path, fields),
            answer -> !Gateway.HIT.equals(Gateway.cacheStatus(answer)));
  }

  @Test
  void get_originAnswersAnErrorAndMayBeReplaced_isAnsweredFromTheStore() throws Exception {
    store("/error.ts", ", stale-if-error=60");
    ORIGIN.serve("/error.ts", Resource.status(503));
    RawResponse answer = onceStale("/error.ts");
    assertThat(Gateway.cacheStatus(answer)).isEqualTo(STALE);
    Expectations.assertWhole(answer, BODY);
    assertThat(answer.headers().first("Age")).isNotNull();
  }

  @Test
  void get_aRangeOfIt_isAnsweredFromTheStore() throws Exception {
    store("/range.ts", ", stale-if-error=60");
    ORIGIN.serve("/range.ts", Resource.status(500));
    RawResponse answer = onceStale("/range.ts", "Range: bytes=100-299");
    assertThat(Gateway.cacheStatus(answer)).isEqualTo(STALE);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BODY, 100, 300));
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCONNECT_BEFORE_HEADERS", "RESET_BEFORE_HEADERS"})
  void get_originCannotBeReached_isAnsweredFromTheStore(OriginFault fault) throws Exception {
    String path = "/" + fault + ".ts";
    store(path, ", stale-if-error=60");
    ORIGIN.fault(path, fault);
    RawResponse answer = onceStale(path);
    assertThat(Gateway.cacheStatus(answer)).isEqualTo(STALE);
    Expectations.assertWhole(answer, BODY);
  }

  @Test
  void get_originAnswersAnErrorAndMayNotBeReplaced_errorIsPassedOn() throws Exception {
    store("/forbidden.ts", ", stale-if-error=60, must-revalidate");
    ORIGIN.serve("/forbidden.ts", Resource.status(503));
    RawResponse answer = onceStale("/forbidden.ts");
    assertThat(answer.status()).isEqualTo(503);
  }

  /** A 404 is no failure, but an answer. */
  @Test
  void get_originSaysThatItIsGone_isPassedOn() throws Exception {
    store("/gone.ts", ", stale-if-error=60");
    ORIGIN.serve("/gone.ts", Resource.status(404));
    assertThat(onceStale("/gone.ts").status()).isEqualTo(404);
  }

  @Test
  void get_whileItIsFetchedAnew_isAnsweredFromTheStoreAndThenAnew() throws Exception {
    store("/renewed.ts", ", stale-while-revalidate=60");
    ORIGIN.serve("/renewed.ts", segment(NEW_BODY, "0"));
    Gate gate = ORIGIN.gate("/renewed.ts");
    RawResponse stale = onceStale("/renewed.ts");
    assertThat(Gateway.cacheStatus(stale)).isEqualTo(STALE_HIT);
    Expectations.assertWhole(stale, BODY);
    Expectations.assertWhole(gateway().get("/renewed.ts"), BODY);
    gate.release();
    gateway().awaitQuiet();
    RawResponse renewed = gateway().get("/renewed.ts");
    assertThat(Gateway.cacheStatus(renewed)).isEqualTo(Gateway.HIT);
    Expectations.assertWhole(renewed, NEW_BODY);
    assertThat(ORIGIN.count("/renewed.ts")).isEqualTo(2);
  }
}
