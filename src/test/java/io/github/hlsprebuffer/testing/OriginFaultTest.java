package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault as a raw client and as the JDK's client see it. */
final class OriginFaultTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PATH = "/a.ts";
  private static final byte[] BODY = Bodies.body(2, 20_000);

  private final ScriptedOrigin origin = ScriptedOrigin.start();
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void serveBody() {
    origin.serve(PATH, Resource.segment(BODY));
  }

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  @Test
  void none_response_isWhole() throws Exception {
    origin.fault(PATH, OriginFault.NONE);

    assertThat(raw().body()).isEqualTo(BODY);
    assertThat(jdk().body()).isEqualTo(BODY);
  }

  @Test
  void stallBeforeHeaders_released_answersBothClients() throws Exception {
    origin.faultTimes(PATH, OriginFault.STALL_BEFORE_HEADERS, 2);
    CompletableFuture<HttpResponse<byte[]>> jdk = jdkAsync();
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      client.get(PATH);
      origin.awaitRequests(PATH, 2, PATIENCE);

      assertThat(jdk).isNotDone();
      assertThat(origin.log().completed(PATH)).isZero();
      origin.releaseStalls();
      assertThat(client.readResponse().body()).isEqualTo(BODY);
      assertThat(jdk.join().body()).isEqualTo(BODY);
    }
  }

  @Test
  void stallBeforeHeaders_notReleased_jdkClientTimesOut() throws Exception {
    origin.fault(PATH, OriginFault.STALL_BEFORE_HEADERS);
    HttpRequest hasty = HttpRequest.newBuilder(uri()).timeout(Duration.ofMillis(100)).build();

    assertThatThrownBy(() -> http.send(hasty, BodyHandlers.discarding()))
        .isInstanceOf(HttpTimeoutException.class);
    origin.log().awaitAborted(PATH, 1, PATIENCE);
  }

  @Test
  void stallBeforeHeaders_originCloses_endsBothClients() throws Exception {
    origin.fault(PATH, OriginFault.STALL_BEFORE_HEADERS);
    CompletableFuture<HttpResponse<byte[]>> jdk = jdkAsync();
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      client.get(PATH);
      origin.awaitRequests(PATH, 2, PATIENCE);
      origin.close();

      assertThatThrownBy(client::readHead).isInstanceOf(IOException.class);
      assertThatThrownBy(jdk::join).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void stallInBody_released_sendsTheOtherHalf() throws Exception {
    origin.fault(PATH, OriginFault.STALL_IN_BODY);
    CompletableFuture<HttpResponse<byte[]>> jdk = jdkAsync();
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get(PATH).bodyOf(client.readHead());
      byte[] half = body.read(BODY.length / 2);
      origin.awaitRequests(PATH, 2, PATIENCE);

      assertThat(BODY).startsWith(half);
      assertThat(origin.log().completed(PATH)).isZero();
      assertThat(jdk).isNotDone();
      origin.releaseStalls();
      assertThat(BODY).endsWith(body.readAll());
      assertThat(body.isComplete()).isTrue();
      assertThat(jdk.join().body()).isEqualTo(BODY);
    }
  }

  @Test
  void disconnectBeforeHeaders_isACloseWithoutAnAnswer() {
    origin.fault(PATH, OriginFault.DISCONNECT_BEFORE_HEADERS);

    assertThatThrownBy(this::raw).isInstanceOf(EOFException.class);
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void resetBeforeHeaders_isAReset() {
    origin.fault(PATH, OriginFault.RESET_BEFORE_HEADERS);

    assertThatThrownBy(this::raw).isInstanceOf(SocketException.class);
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void disconnectDuringBody_isAResetWithinTheBody() throws Exception {
    origin.fault(PATH, OriginFault.DISCONNECT_DURING_BODY);
    Gate gate = origin.gateBody(PATH, BODY.length / 2);
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get(PATH).bodyOf(client.readHead());
      byte[] half = body.read(BODY.length / 2);
      gate.release();

      assertThat(BODY).startsWith(half);
      assertThat(body.readAll()).isEmpty();
      assertThat(body.ending()).isEqualTo(RawBody.Ending.RESET);
    }
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void shortBody_withLength_isClosedEarly() throws Exception {
    origin.fault(PATH, OriginFault.SHORT_BODY);

    RawResponse response = raw();

    assertThat(response.headers().first("Content-Length")).contains("20000");
    assertThat(response.body()).hasSize(10_000);
    assertThat(response.isComplete()).isFalse();
    assertThat(response.ending()).isEqualTo(RawBody.Ending.CLOSED_EARLY);
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void shortBody_chunked_lacksTheLastChunk() throws Exception {
    origin.serve(PATH, Resource.segment(BODY).chunked());
    origin.fault(PATH, OriginFault.SHORT_BODY);

    RawResponse response = raw();

    assertThat(response.body()).hasSize(10_000);
    assertThat(response.ending()).isEqualTo(RawBody.Ending.CLOSED_EARLY);
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void shortBody_thenRange_bringsTheRest() throws Exception {
    origin.serve(PATH, Resource.segment(BODY).withEtag("\"v1\""));
    origin.faultOnce(PATH, OriginFault.SHORT_BODY);

    byte[] half = raw().body();
    RawResponse rest =
        RawHttp.fetch(uri(), "Range: bytes=" + half.length + "-", "If-Range: \"v1\"");

    assertThat(rest.status()).isEqualTo(206);
    assertThat(BODY).startsWith(half).endsWith(rest.body());
    assertThat(half.length + rest.body().length).isEqualTo(BODY.length);
  }

  @Test
  void oversizeBody_runsUpToItsBound() throws Exception {
    origin.settings(FaultSettings.DEFAULT.withOversizeBytes(123_456));
    origin.fault(PATH, OriginFault.OVERSIZE_BODY);

    RawResponse response = raw();

    assertThat(response.framing()).isEqualTo(BodyFraming.UNTIL_CLOSE);
    assertThat(response.body()).hasSize(123_456).startsWith(BODY);
    assertThat(jdk().body()).hasSize(123_456);
  }

  @Test
  void oversizeBody_clientStops_originStops() throws Exception {
    origin.settings(FaultSettings.DEFAULT.withOversizeBytes(Long.MAX_VALUE));
    origin.fault(PATH, OriginFault.OVERSIZE_BODY);
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get(PATH).bodyOf(client.readHead());
      assertThat(body.read(1_000_000)).hasSize(1_000_000);
    }

    origin.log().awaitAborted(PATH, 1, PATIENCE);
  }

  @Test
  void error503_carriesRetryAfter() throws Exception {
    origin.settings(FaultSettings.DEFAULT.withRetryAfter(Duration.ofSeconds(7)));
    origin.fault(PATH, OriginFault.ERROR_503);

    assertThat(raw().status()).isEqualTo(503);
    assertThat(raw().headers().first("Retry-After")).contains("7");
    assertThat(jdk().statusCode()).isEqualTo(503);
  }

  @Test
  void error404_isA404() throws Exception {
    origin.fault(PATH, OriginFault.ERROR_404);

    assertThat(raw().status()).isEqualTo(404);
    assertThat(jdk().statusCode()).isEqualTo(404);
  }

  @Test
  void slowBody_dripsButEnds() throws Exception {
    origin.serve(PATH, Resource.segment(Bodies.body(2, 50)));
    origin.settings(FaultSettings.DEFAULT.withDripBytesPerSecond(500));
    origin.fault(PATH, OriginFault.SLOW_BODY);

    assertThat(raw().body()).isEqualTo(Bodies.body(2, 50));
    assertThat(jdk().body()).isEqualTo(Bodies.body(2, 50));
  }

  @Test
  void slowBody_isStillOnItsWay_afterTheFirstByte() throws Exception {
    origin.settings(FaultSettings.DEFAULT.withDripBytesPerSecond(1));
    origin.fault(PATH, OriginFault.SLOW_BODY);
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get(PATH).bodyOf(client.readHead());

      assertThat(body.read(1)).containsExactly(BODY[0]);
      assertThat(origin.log().inProgress()).isEqualTo(1);
    }
  }

  @Test
  void redirect_leadsToTheLocation() throws Exception {
    origin.serve("/b.ts", Resource.segment(BODY));
    origin.redirectLocation(PATH, origin.uri("/b.ts").toString());
    origin.fault(PATH, OriginFault.REDIRECT);
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    assertThat(raw().status()).isEqualTo(302);
    assertThat(raw().headers().first("Location")).contains(origin.uri("/b.ts").toString());
    assertThat(following.send(request(), BodyHandlers.ofByteArray()).body()).isEqualTo(BODY);
  }

  @Test
  void redirect_withoutLocation_isRefused() {
    assertThatThrownBy(() -> origin.fault(PATH, OriginFault.REDIRECT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void garbage_isNotHttp() {
    origin.fault(PATH, OriginFault.GARBAGE);

    assertThatThrownBy(this::raw).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(this::jdk).isInstanceOf(IOException.class);
  }

  @Test
  void faultTimes_afterThem_theStandingFaultIsBack() throws Exception {
    origin.fault(PATH, OriginFault.ERROR_404);
    origin.faultTimes(PATH, OriginFault.ERROR_503, 2);

    assertThat(raw().status()).isEqualTo(503);
    assertThat(raw().status()).isEqualTo(503);
    assertThat(raw().status()).isEqualTo(404);
    origin.clearFaults(PATH);
    assertThat(raw().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = OriginFault.class,
      names = {"STALL_IN_BODY", "DISCONNECT_DURING_BODY", "SHORT_BODY", "OVERSIZE_BODY"})
  void bodyFault_onHead_isWithoutEffect(OriginFault fault) throws Exception {
    origin.fault(PATH, fault);
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      assertThat(client.head(PATH).readResponse().status()).isEqualTo(200);
      assertThat(client.head(PATH).readResponse().isComplete()).isTrue();
    }
  }

  private RawResponse raw() throws IOException {
    return RawHttp.fetch(uri());
  }

  private HttpResponse<byte[]> jdk() throws IOException, InterruptedException {
    return http.send(request(), BodyHandlers.ofByteArray());
  }

  private CompletableFuture<HttpResponse<byte[]>> jdkAsync() {
    return http.sendAsync(request(), BodyHandlers.ofByteArray());
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(uri()).build();
  }

  private URI uri() {
    return origin.uri(PATH);
  }
}
