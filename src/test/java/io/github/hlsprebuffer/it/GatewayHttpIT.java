package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as an HTTP intermediary: methods, paths, fields, and who may share what. */
@ExtendWith(ArquillianExtension.class)
class GatewayHttpIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final byte[] BODY = Bodies.body(1, 20_000);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "http.war")
        .with("ignoreQueryParams", "token")
        .with("forwardHeaders", "Authorization")
        .archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  private Gateway gateway() {
    return Gateway.at(url);
  }

  @Test
  void head_storedSegment_fieldsOfTheGetWithoutABody() throws Exception {
    Gateway gateway = gateway();
    ORIGIN.serve("/head.ts", Resource.segment(BODY).withEtag("\"h\""));
    Expectations.assertWhole(gateway.get("/head.ts"), BODY);
    gateway.awaitQuiet();
    RawResponse seen = head("/head.ts");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.headers().first("Content-Length")).hasValue("20000");
    assertThat(seen.headers().first("ETag")).hasValue("\"h\"");
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
    assertThat(ORIGIN.count("/head.ts")).isEqualTo(1);
  }

  @Test
  void head_unknownSegment_isAskedOfTheOrigin() throws Exception {
    ORIGIN.serve("/head-cold.ts", Resource.segment(BODY));
    RawResponse seen = head("/head-cold.ts");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.headers().first("Content-Length")).hasValue("20000");
    assertThat(Gateway.cacheStatus(seen)).isEqualTo("hls-prebuffer; fwd=method");
    assertThat(ORIGIN.log().requests("/head-cold.ts"))
        .extracting(RequestRecord::method)
        .containsExactly("HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethods_anyPath_notAllowed(String method) throws Exception {
    try (RawHttp client = gateway().connect()) {
      RawResponse seen =
          client
              .send(
                  "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                      .formatted(method, gateway().target("/method.ts")))
              .readResponse();
      assertThat(seen.status()).isEqualTo(405);
      assertThat(seen.headers().first("Allow")).hasValue("GET, HEAD");
    }
    assertThat(ORIGIN.count("/method.ts")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.ts",
        "/a/../../secret.ts",
        "/./secret.ts",
        "/%2e%2e/secret.ts",
        "/%2E./secret.ts",
        "/a/%2e%2e/%2e%2e/secret.ts",
        "/..;x/secret.ts",
        "/a/..;/secret.ts",
        "/.;x/secret.ts",
        "/..%2fsecret.ts",
        "/a%2f..%2fsecret.ts",
        "/a%5c..%5csecret.ts",
        "/a\\..\\secret.ts",
        "/%00/secret.ts",
        "/%zz/secret.ts"
      })
  void get_pathThatSeemsToLeadElsewhere_refusedAndNothingReachesTheOrigin(String path)
      throws Exception {
    int before = ORIGIN.requests().size();
    RawResponse seen = gateway().get(path);
    if (path.startsWith("/%zz/") && Container.underTest().saysNothingOfWrongEscapes()) {
      assertThat(seen.body()).isEmpty();
    } else {
      assertThat(seen.status()).isIn(400, 404);
    }
    assertThat(ORIGIN.requests()).hasSize(before);
  }

  @Test
  void get_query_isKeptAsItIs() throws Exception {
    ORIGIN.serve("/query.ts", request -> Resource.text(request.target(), "video/mp2t"));
    for (String target :
        List.of("/query.ts?b=%2F&a=1", "/query.ts?a=1&b=%2F", "/query.ts?x=$(y)'")) {
      assertThat(gateway().get(target).text()).isEqualTo(target);
    }
    assertThat(ORIGIN.count("/query.ts")).isEqualTo(3);
  }

  @Test
  void get_ignoredQueryParameters_viewersShareButTheOriginSeesThem() throws Exception {
    Gateway gateway = gateway();
    ORIGIN.serve("/token.ts", Resource.segment(BODY));
    Expectations.assertWhole(gateway.get("/token.ts?a=1&token=first"), BODY);
    gateway.awaitQuiet();
    RawResponse second = gateway.get("/token.ts?token=second&a=1");
    Expectations.assertWhole(second, BODY);
    assertThat(Gateway.cacheStatus(second)).isEqualTo(Gateway.HIT);
    assertThat(ORIGIN.log().requests("/token.ts"))
        .extracting(RequestRecord::target)
        .containsExactly("/token.ts?a=1&token=first");
  }

  @Test
  void get_whatIsNotHls_passesEveryTime() throws Exception {
    ORIGIN.serve("/page.html", Resource.text("<p>hello</p>", "text/html;charset=utf-8"));
    for (int request = 1; request <= 2; request++) {
      RawResponse seen = gateway().get("/page.html");
      assertThat(seen.text()).isEqualTo("<p>hello</p>");
      assertThat(seen.headers().all("Content-Type")).containsExactly("text/html;charset=utf-8");
      assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.BYPASS);
      assertThat(ORIGIN.count("/page.html")).isEqualTo(request);
    }
  }

  @Test
  void get_playlistThatCannotBeRead_passesAsItIsAndIsCounted() throws Exception {
    byte[] notAPlaylist = Bodies.body(3, 5_000);
    ORIGIN.serve("/unreadable.m3u8", Resource.bytes(notAPlaylist, "application/vnd.apple.mpegurl"));
    Gateway gateway = gateway();
    long before = gateway.statistic("playlistsUnreadable");
    Expectations.assertWhole(gateway.get("/unreadable.m3u8"), notAPlaylist);
    assertThat(gateway.statistic("playlistsUnreadable")).isEqualTo(before + 1);
  }

  @Test
  void get_hopByHopFields_stayOnTheirHop() throws Exception {
    ORIGIN.serve(
        "/hop.ts",
        Resource.segment(BODY)
            .withHeader("Connection", "X-Hop")
            .withHeader("X-Hop", "origin to gateway")
            .withHeader("Keep-Alive", "timeout=5")
            .withHeader("Proxy-Authenticate", "Basic")
            .withHeader("Upgrade", "h2c")
            .withHeader("X-End-To-End", "kept"));
    Gateway gateway = gateway();
    for (int request = 1; request <= 2; request++) {
      RawResponse seen =
          gateway.get("/hop.ts", "Connection: X-Mine", "X-Mine: viewer to gateway", "TE: trailers");
      Expectations.assertWhole(seen, BODY);
      assertThat(seen.headers().names())
          .doesNotContain("X-Hop", "Keep-Alive", "Proxy-Authenticate", "Upgrade");
      assertThat(seen.headers().first("X-End-To-End")).hasValue("kept");
      gateway.awaitQuiet();
    }
    assertThat(ORIGIN.log().requests("/hop.ts").get(0).headers().names())
        .doesNotContain("X-Mine", "TE");
  }

  @Test
  void get_hit_hasItsAge() throws Exception {
    ORIGIN.serve(
        "/age.ts",
        Resource.segment(BODY).withHeader("Age", "100").withHeader("Cache-Control", "max-age=900"));
    Gateway gateway = gateway();
    assertThat(gateway.get("/age.ts").headers().all("Age")).containsExactly("100");
    gateway.awaitQuiet();
    RawResponse hit = gateway.get("/age.ts");
    assertThat(Gateway.cacheStatus(hit)).isEqualTo(Gateway.HIT);
    assertThat(hit.headers().all("Age"))
        .singleElement()
        .satisfies(age -> assertThat(Long.parseLong(age)).isBetween(100L, 200L));
  }

  /** RFC 9211 §2: each cache on the way adds itself at the end. */
  @Test
  void get_originHasACacheStatus_oursComesAfterIt() throws Exception {
    ORIGIN.serve("/chain.ts", Resource.segment(BODY).withHeader("Cache-Status", "cdn; hit"));
    assertThat(gateway().get("/chain.ts").headers().all("Cache-Status"))
        .containsExactly("cdn; hit", Gateway.MISS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store",
        "Cache-Control: private, max-age=60",
        "Set-Cookie: viewer=1",
        "Vary: *"
      })
  void get_responseForOneViewer_isNeverShared(String line) throws Exception {
    String path = "/own" + Integer.toHexString(line.hashCode()) + ".ts";
    serveOwn(path, line);
    Gateway gateway = gateway();
    Gate gate = ORIGIN.gateOnce(path);
    long joinsBefore = gateway.statistic("joins");
    Future<RawResponse> first = VIEWERS.submit(() -> gateway.get(path));
    gate.awaitArrival(Duration.ofSeconds(10));
    Future<RawResponse> second = VIEWERS.submit(() -> gateway.get(path));
    gateway.awaitStatistic("joins", joinsBefore + 1);
    gate.release();
    List<RawResponse> seen = List.of(first.get(), second.get(), gateway.get(path));
    assertThat(seen).extracting(RawResponse::text).doesNotHaveDuplicates();
    assertThat(seen).extracting(Gateway::cacheStatus).containsOnly(Gateway.MISS);
    assertThat(ORIGIN.count(path)).isEqualTo(3);
  }

  @Test
  void get_forwardedCredentials_viewersOfOneShareAndOthersDoNot() throws Exception {
    serveOwn("/secret/own.ts", "Cache-Control: max-age=60");
    Gateway gateway = gateway();
    RawResponse first = gateway.get("/secret/own.ts", "Authorization: Bearer a");
    gateway.awaitQuiet();
    RawResponse again = gateway.get("/secret/own.ts", "Authorization: Bearer a");
    RawResponse other = gateway.get("/secret/own.ts", "Authorization: Bearer b");
    RawResponse nobody = gateway.get("/secret/own.ts");
    assertThat(Gateway.cacheStatus(again)).isEqualTo(Gateway.HIT);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(List.of(first.text(), other.text(), nobody.text())).doesNotHaveDuplicates();
    assertThat(ORIGIN.log().requests("/secret/own.ts"))
        .extracting(request -> request.header("Authorization").orElse("none"))
        .containsExactly("Bearer a", "Bearer b", "none");
  }

  @Test
  void get_forwardedCredentialsButPublicResponse_allShare() throws Exception {
    serveOwn("/secret/public.ts", "Cache-Control: public, max-age=60");
    Gateway gateway = gateway();
    RawResponse first = gateway.get("/secret/public.ts", "Authorization: Bearer a");
    gateway.awaitQuiet();
    RawResponse other = gateway.get("/secret/public.ts", "Authorization: Bearer b");
    assertThat(Gateway.cacheStatus(other)).isEqualTo(Gateway.HIT);
    assertThat(other.text()).isEqualTo(first.text());
  }

  /** Not named in forwardHeaders, so the origin cannot depend on it. */
  @Test
  void get_otherCredentials_neitherForwardedNorPartitioned() throws Exception {
    serveOwn("/cookie.ts", "Cache-Control: max-age=60");
    Gateway gateway = gateway();
    RawResponse first = gateway.get("/cookie.ts", "Cookie: session=a");
    gateway.awaitQuiet();
    RawResponse other = gateway.get("/cookie.ts", "Cookie: session=b");
    assertThat(other.text()).isEqualTo(first.text());
    assertThat(ORIGIN.log().requests("/cookie.ts").get(0).header("Cookie")).isEmpty();
  }

  private RawResponse head(String path) throws Exception {
    try (RawHttp client = gateway().connect()) {
      return client.head(gateway().target(path), "Connection: close").readResponse();
    }
  }

  /** Every response is another one. */
  private static void serveOwn(String path, String line) {
    String[] field = line.split(": ", 2);
    ORIGIN.serve(
        path,
        request ->
            Resource.text("answer to request " + request.order(), "video/mp2t")
                .withHeader(field[0], field[1]));
  }
}
