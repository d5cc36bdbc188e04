package io.github.hlsprebuffer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scripted origin serves, when, and what it remembers. */
final class ScriptedOriginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] BODY = Bodies.body(1, 200_000);

  private final ScriptedOrigin origin = ScriptedOrigin.start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  @Test
  void serve_resource_isSeenWholeByBothClients() throws Exception {
    origin.serve("/a.ts", Resource.segment(BODY).withHeader("X-A", "1").withHeader("X-A", "2"));

    RawResponse raw = RawHttp.fetch(origin.uri("/a.ts"));
    HttpResponse<byte[]> jdk = http.send(request("/a.ts"), BodyHandlers.ofByteArray());

    assertThat(raw.status()).isEqualTo(200);
    assertThat(raw.headers().all("x-a")).containsExactly("1", "2");
    assertThat(raw.framing()).isEqualTo(BodyFraming.LENGTH);
    assertThat(raw.isComplete()).isTrue();
    assertThat(raw.body()).isEqualTo(BODY);
    assertThat(jdk.headers().firstValue("Content-Type")).contains("video/mp2t");
    assertThat(jdk.body()).isEqualTo(BODY);
  }

  @Test
  void serve_chunked_isSeenWholeByBothClients() throws Exception {
    origin.serve("/a.ts", Resource.segment(BODY).chunked());

    RawResponse raw = RawHttp.fetch(origin.uri("/a.ts"));

    assertThat(raw.framing()).isEqualTo(BodyFraming.CHUNKED);
    assertThat(raw.headers().contains("Content-Length")).isFalse();
    assertThat(raw.isComplete()).isTrue();
    assertThat(raw.body()).isEqualTo(BODY);
    assertThat(http.send(request("/a.ts"), BodyHandlers.ofByteArray()).body()).isEqualTo(BODY);
  }

  @Test
  void serve_untilClose_endsWithTheConnection() throws Exception {
    origin.serve("/a.ts", Resource.segment(BODY).untilClose());

    RawResponse raw = RawHttp.fetch(origin.uri("/a.ts"));

    assertThat(raw.framing()).isEqualTo(BodyFraming.UNTIL_CLOSE);
    assertThat(raw.headers().first("Connection")).contains("close");
    assertThat(raw.body()).isEqualTo(BODY);
  }

  @Test
  void serve_again_replacesTheResource() throws Exception {
    origin.serve("/live.m3u8", Resource.playlist(Playlists.live(1, 3)));
    String before = RawHttp.fetch(origin.uri("/live.m3u8")).text();
    origin.serve("/live.m3u8", Resource.playlist(Playlists.live(2, 3)));

    assertThat(before).contains("MEDIA-SEQUENCE:1\n");
    assertThat(RawHttp.fetch(origin.uri("/live.m3u8")).text()).contains("MEDIA-SEQUENCE:2\n");
  }

  @Test
  void serveOnce_thenServe_goesBackToTheStandingResource() throws Exception {
    origin.serve("/a", Resource.text("standing", "text/plain"));
    origin.serveOnce("/a", Resource.text("once", "text/plain"));

    assertThat(RawHttp.fetch(origin.uri("/a")).text()).isEqualTo("once");
    assertThat(RawHttp.fetch(origin.uri("/a")).text()).isEqualTo("standing");
  }

  @Test
  void serve_handler_seesTheRequest() throws Exception {
    origin.serve(
        "/a", r -> Resource.text(r.query().orElse("") + r.header("x-b").orElse(""), "a/b"));

    assertThat(RawHttp.fetch(origin.uri("/a?q=1"), "X-B: 2").text()).isEqualTo("q=12");
  }

  @Test
  void serve_pathAndTarget_theMoreExactWins() throws Exception {
    origin.serve("/a", Resource.text("path", "text/plain"));
    origin.serve("/a?b=1", Resource.text("target", "text/plain"));

    assertThat(RawHttp.fetch(origin.uri("/a?b=1")).text()).isEqualTo("target");
    assertThat(RawHttp.fetch(origin.uri("/a?b=2")).text()).isEqualTo("path");
  }

  @Test
  void serve_unknownOrRemovedPath_is404() throws Exception {
    origin.serve("/a", Resource.text("a", "text/plain"));
    origin.remove("/a");

    assertThat(RawHttp.fetch(origin.uri("/a")).status()).isEqualTo(404);
  }

  @Test
  void serveDirectory_files_areTypedAndConfined(@TempDir Path directory) throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(directory.resolve("secret.txt"), "secret");
    Files.writeString(root.resolve("a b.m3u8"), "#EXTM3U\n");
    origin.serveDirectory(root);

    RawResponse file = RawHttp.fetch(origin.uri("/a%20b.m3u8?x=1"));

    assertThat(file.text()).isEqualTo("#EXTM3U\n");
    assertThat(file.headers().first("Content-Type")).contains("application/vnd.apple.mpegurl");
    assertThat(file.headers().first("ETag")).isPresent();
    assertThat(rawStatus("/../secret.txt")).isEqualTo(404);
    assertThat(rawStatus("/none.ts")).isEqualTo(404);
  }

  @Test
  void connection_twoRequests_isKeptAlive() throws Exception {
    origin.serve("/a", Resource.text("a", "text/plain").chunked());
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawResponse head = client.head("/a").readResponse();
      RawResponse get = client.get("/a").readResponse();

      assertThat(head.headers().first("Transfer-Encoding")).contains("chunked");
      assertThat(head.body()).isEmpty();
      assertThat(get.text()).isEqualTo("a");
      assertThat(origin.acceptedConnections()).isEqualTo(1);
    }
    await().atMost(PATIENCE).until(() -> origin.openConnections() == 0);
  }

  @Test
  void connection_requestAsksToClose_isClosed() throws Exception {
    origin.serve("/a", Resource.text("a", "text/plain"));
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawResponse response = client.get("/a", "Connection: close").readResponse();

      assertThat(response.headers().first("Connection")).contains("close");
      assertThatThrownBy(() -> client.get("/a").readHead()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void connection_pipelinedRequests_areAnsweredInOrder() throws Exception {
    origin.serve("/a", Resource.text("a", "text/plain"));
    origin.serve("/b", Resource.text("b", "text/plain"));
    Gate gate = origin.gate("/a");
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      client.get("/a").get("/b");
      gate.awaitArrival(PATIENCE);
      gate.release();

      assertThat(client.readResponse().text()).isEqualTo("a");
      assertThat(client.readResponse().text()).isEqualTo("b");
    }
  }

  @Test
  void gate_beforeHeaders_holdsWhatWasServedOnArrival() throws Exception {
    origin.serve("/a", Resource.text("old", "text/plain"));
    Gate gate = origin.gateOnce("/a");
    CompletableFuture<HttpResponse<String>> held = send("/a");
    gate.awaitArrival(PATIENCE);
    origin.serve("/a", Resource.text("new", "text/plain"));

    assertThat(RawHttp.fetch(origin.uri("/a")).text()).isEqualTo("new");
    assertThat(held).isNotDone();
    gate.release();
    assertThat(held.join().body()).isEqualTo("old");
  }

  @Test
  void gateBody_afterSomeBytes_sendsExactlyThoseFirst() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    Gate gate = origin.gateBody("/a", 1_000);
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get("/a").bodyOf(client.readHead());
      byte[] first = body.read(1_000);
      gate.awaitArrival(PATIENCE);
      client.timeout(Duration.ofMillis(50));
      byte[] none = body.readAll();
      RawBody.Ending whileHeld = body.ending();
      client.timeout(PATIENCE);
      gate.release();

      assertThat(first).hasSize(1_000);
      assertThat(none).isEmpty();
      assertThat(whileHeld).isEqualTo(RawBody.Ending.TIMED_OUT);
      assertThat(body.readAll()).hasSize(BODY.length - 1_000);
      assertThat(body.isComplete()).isTrue();
    }
  }

  @Test
  void gateBody_clientLeaves_isLoggedAsAborted() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    Gate gate = origin.gateBodyOnce("/a", 10);
    RawHttp client = RawHttp.connect(origin.uri());
    client.get("/a");
    gate.awaitArrival(PATIENCE);
    client.reset();

    origin.log().awaitAborted("/a", 1, PATIENCE);
    assertThat(origin.log().completed("/a")).isZero();
    assertThat(origin.log().inProgress()).isZero();
  }

  @Test
  void gate_nobodyComes_awaitArrivalFails() {
    Gate gate = origin.gate("/a");

    assertThatThrownBy(() -> gate.awaitArrival(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void latency_isLong_nothingIsSentMeanwhile() throws Exception {
    origin.serve("/slow", Resource.text("a", "text/plain").withLatency(Duration.ofHours(1)));
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      client.get("/slow");
      origin.awaitRequests("/slow", 1, PATIENCE);
      origin.close();

      assertThatThrownBy(client::readHead).isInstanceOf(IOException.class);
    }
  }

  @Test
  void latency_isShort_responseFollows() throws Exception {
    origin.serve("/slow", Resource.text("a", "text/plain").withLatency(Duration.ofMillis(30)));

    assertThat(RawHttp.fetch(origin.uri("/slow")).text()).isEqualTo("a");
  }

  @Test
  void bytesPerSecond_isLow_bodyComesInPieces() throws Exception {
    origin.serve("/slow", Resource.segment(BODY).withBytesPerSecond(1));
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      RawBody body = client.get("/slow").bodyOf(client.readHead());

      assertThat(body.read(1)).containsExactly(BODY[0]);
      assertThat(origin.log().inProgress()).isEqualTo(1);
    }
    origin.log().awaitAborted("/slow", 1, PATIENCE);
  }

  @Test
  void log_twoHeldRequests_countsConcurrency() throws Exception {
    origin.serve("/a", Resource.text("a", "text/plain"));
    Gate gate = origin.gate("/a");
    CompletableFuture<HttpResponse<String>> first = send("/a?n=1");
    CompletableFuture<HttpResponse<String>> second = send("/a?n=2");
    origin.awaitRequests("/a", 2, PATIENCE);

    assertThat(origin.maxConcurrent()).isEqualTo(2);
    assertThat(origin.count("/a?n=2")).isEqualTo(1);
    gate.release();
    CompletableFuture.allOf(first, second).join();
    assertThat(origin.log().completed("/a")).isEqualTo(2);
    assertThat(origin.log().inProgress()).isZero();
  }

  @Test
  void log_clientHasTheWholeBody_isCountedAlready() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    Gate gate = origin.gateBody("/a", BODY.length);

    assertThat(RawHttp.fetch(origin.uri("/a")).body()).isEqualTo(BODY);

    gate.awaitArrival(PATIENCE);
    assertThat(origin.log().completed("/a")).isEqualTo(1);
    assertThat(origin.log().inProgress()).isZero();
  }

  @Test
  void log_oneAfterTheOther_isNeverConcurrent() throws Exception {
    origin.serve("/a", Resource.segment(BODY));
    origin.serve("/b", Resource.segment(BODY).chunked());
    for (int i = 0; i < 20; i++) {
      assertThat(RawHttp.fetch(origin.uri("/a")).isComplete()).isTrue();
      assertThat(RawHttp.fetch(origin.uri("/b")).isComplete()).isTrue();
    }

    assertThat(origin.maxConcurrent()).isEqualTo(1);
  }

  @Test
  void log_requests_keepsOrderMethodHeadersAndTime() throws Exception {
    FakeClock clock = new FakeClock(Instant.parse("2024-05-06T07:08:09Z"));
    try (ScriptedOrigin timed = ScriptedOrigin.start(0, clock)) {
      String date = RawHttp.fetch(timed.uri("/a?b=c"), "X-A: 1").headers().first("Date").orElse("");
      clock.advance(Duration.ofSeconds(1));
      RawHttp.fetch(timed.uri("/d"));

      RequestRecord first = timed.requests().get(0);
      assertThat(timed.requests())
          .extracting(RequestRecord::target)
          .containsExactly("/a?b=c", "/d");
      assertThat(first.method()).isEqualTo("GET");
      assertThat(first.path()).isEqualTo("/a");
      assertThat(first.header("x-a")).contains("1");
      assertThat(timed.requests().get(1).time()).isEqualTo(first.time().plusSeconds(1));
      assertThat(date).isEqualTo("Mon, 06 May 2024 07:08:09 GMT");
    }
  }

  @Test
  void awaitRequests_tooFew_failsWithTheLog() throws Exception {
    RawHttp.fetch(origin.uri("/a"));

    assertThatThrownBy(() -> origin.awaitRequests("/a", 2, Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 of 2 requests for /a");
  }

  @Test
  void start_onThePortOfAClosedOrigin_servesAgain() throws Exception {
    RawHttp.fetch(origin.uri("/a"));
    URI uri = origin.uri("/a");
    origin.close();

    assertThatThrownBy(() -> RawHttp.fetch(uri)).isInstanceOf(IOException.class);
    try (ScriptedOrigin again = ScriptedOrigin.start(uri.getPort(), Clock.systemUTC())) {
      assertThat(RawHttp.fetch(again.uri("/a")).status()).isEqualTo(404);
    }
  }

  @Test
  void request_otherMethod_closesTheConnection() throws Exception {
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      client.send("DELETE /a HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThatThrownBy(client::readHead).isInstanceOf(EOFException.class);
    }
  }

  private int rawStatus(String target) throws IOException {
    try (RawHttp client = RawHttp.connect(origin.uri())) {
      return client.get(target).readResponse().status();
    }
  }

  private CompletableFuture<HttpResponse<String>> send(String path) {
    return http.sendAsync(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(origin.uri(path)).build();
  }
}
