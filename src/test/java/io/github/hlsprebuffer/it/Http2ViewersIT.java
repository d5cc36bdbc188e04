package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import io.github.hlsprebuffer.testing.TlsFront;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers who share one connection, as those of a browser do: HTTP/2 over TLS. */
class Http2ViewersIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SEGMENTS = 12;
  private static final int FIRST_BYTES = 100_000;
  private static final int BYTES = 600_000;

  private static TomcatBase tomcat;
  private static Gateway gateway;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Path keys = TlsFront.selfSigned(directory);
    tomcat =
        TomcatBase.plain("http2")
            .tls(keys)
            .gateway("gateway", ORIGIN.uri())
            .setting("parallelRanges", "1")
            .start();
    gateway = tomcat.gateway("gateway");
    client = TlsClient.of(TlsClient.trusting(keys), HttpClient.Version.HTTP_2);
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    tomcat.close();
  }

  @Test
  void get_manyAtOnceFirstOnTheirWayThenStored_eachHasItsBytes() throws Exception {
    List<Gate> gates = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      Resource segment = Resource.segment(Bodies.body(i, BYTES));
      ORIGIN.serve("/many" + i + ".ts", i % 2 == 0 ? segment : segment.chunked());
      gates.add(ORIGIN.gateBody("/many" + i + ".ts", FIRST_BYTES));
    }
    long joins = gateway.statistic("joins");
    List<CompletableFuture<HttpResponse<byte[]>>> onTheirWay = new ArrayList<>();
    for (int i = 0; i < 2 * SEGMENTS; i++) {
      onTheirWay.add(ask("/many" + i % SEGMENTS + ".ts"));
    }
    gateway.awaitStatistic("joins", joins + SEGMENTS);
    gates.forEach(Gate::release);
    for (int i = 0; i < 2 * SEGMENTS; i++) {
      assertWhole(onTheirWay.get(i), i % SEGMENTS);
    }
    gateway.awaitQuiet();
    List<CompletableFuture<HttpResponse<byte[]>>> stored = new ArrayList<>();
    for (int i = 0; i < 2 * SEGMENTS; i++) {
      stored.add(ask("/many" + i % SEGMENTS + ".ts"));
    }
    for (int i = 0; i < 2 * SEGMENTS; i++) {
      HttpResponse<byte[]> hit = assertWhole(stored.get(i), i % SEGMENTS);
      assertThat(hit.headers().firstValue("Cache-Status")).hasValue(Gateway.HIT);
    }
    for (int i = 0; i < SEGMENTS; i++) {
      assertThat(ORIGIN.count("/many" + i + ".ts")).isEqualTo(1);
    }
  }

  @Test
  void get_originBreaksOff_itsViewersSeeItAndTheOthersNothing() throws Exception {
    ORIGIN.serve("/whole.ts", Resource.segment(Bodies.body(1, BYTES)).chunked());
    ORIGIN.serve("/broken.ts", Resource.segment(Bodies.body(2, BYTES)).chunked());
    ORIGIN.fault("/broken.ts", OriginFault.SHORT_BODY);
    Gate whole = ORIGIN.gateBody("/whole.ts", FIRST_BYTES);
    Gate broken = ORIGIN.gateBody("/broken.ts", FIRST_BYTES);
    long joins = gateway.statistic("joins");
    var first = ask("/broken.ts");
    var other = ask("/whole.ts");
    var second = ask("/broken.ts");
    gateway.awaitStatistic("joins", joins + 1);
    broken.release();
    for (var cut : List.of(first, second)) {
      assertThat(cut)
          .failsWithin(PATIENCE)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(IOException.class);
    }
    whole.release();
    assertWhole(other, 1);
    gateway.awaitQuiet();
  }

  @Test
  void get_viewersLeaveInMidBody_theOthersHaveTheWhole() throws Exception {
    ORIGIN.serve("/left.ts", Resource.segment(Bodies.body(3, BYTES)));
    Gate gate = ORIGIN.gateBody("/left.ts", FIRST_BYTES);
    long joins = gateway.statistic("joins");
    List<CompletableFuture<HttpResponse<byte[]>>> viewers = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      viewers.add(ask("/left.ts"));
    }
    gateway.awaitStatistic("joins", joins + SEGMENTS - 1);
    viewers.get(0).cancel(true);
    viewers.get(1).cancel(true);
    gate.release();
    for (CompletableFuture<HttpResponse<byte[]>> viewer : viewers.subList(2, SEGMENTS)) {
      assertWhole(viewer, 3);
    }
    assertThat(ORIGIN.count("/left.ts")).isEqualTo(1);
    gateway.awaitQuiet();
  }

  @Test
  void range_ofWhatIsStored_isThatOfItsBytes() throws Exception {
    ORIGIN.serve("/range.ts", Resource.segment(Bodies.body(4, BYTES)));
    assertWhole(ask("/range.ts"), 4);
    gateway.awaitQuiet();
    HttpRequest request =
        HttpRequest.newBuilder(uri("/range.ts")).header("Range", "bytes=1000-399999").build();
    HttpResponse<byte[]> part = client.send(request, BodyHandlers.ofByteArray());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 1000-399999/" + BYTES);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(Bodies.body(4, BYTES), 1_000, 400_000));
  }

  private static URI uri(String path) {
    return tomcat.tlsRoot().resolve(gateway.target(path));
  }

  private static CompletableFuture<HttpResponse<byte[]>> ask(String path) {
    return client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> assertWhole(
      CompletableFuture<HttpResponse<byte[]>> answer, int body) throws Exception {
    HttpResponse<byte[]> response = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(Bodies.body(body, BYTES));
    return response;
  }
}
