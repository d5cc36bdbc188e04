package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.BodyFraming;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.EOFException;
import java.net.SocketException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway passes on of messages and what it does not (RFC 9110 §6, §7.6; RFC 9112). */
@ExtendWith(ArquillianExtension.class)
class HttpRulesMessagesIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final LiteralOrigin LITERAL = LiteralOrigin.start();

  @ArquillianResource
  @OperateOnDeployment("scripted")
  private URL scriptedUrl;

  @ArquillianResource
  @OperateOnDeployment("literal")
  private URL literalUrl;

  @Deployment(name = "scripted", testable = false)
  static WebArchive scripted() {
    return GatewayWar.to(ORIGIN.uri(), "messages.war").archive();
  }

  @Deployment(name = "literal", testable = false)
  static WebArchive literal() {
    return GatewayWar.to(LITERAL.uri(), "literal.war").archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    LITERAL.close();
  }

  /** RFC 9110 §15.2: an interim response is for the one who asked, and that is the gateway. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 103 Early Hints\r\nLink: </next.ts>; rel=preload",
        "HTTP/1.1 102 Processing",
        "HTTP/1.1 100 Continue"
      })
  void get_interimResponse_onlyTheFinalOneArrives(String interim) throws Exception {
    String path = "/interim" + interim.length() + ".ts";
    LITERAL.serve(path, interim, "", "HTTP/1.1 200 OK", "Content-Length: 5", "", "final");

    assertFinal(path);
  }

  /** RFC 9110 §6.5.1: trailers that one does not know are dropped. */
  @Test
  void get_trailers_areDropped() throws Exception {
    LITERAL.serve(
        "/trailers.ts",
        "HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked",
        "Trailer: X-Late",
        "",
        "5",
        "final",
        "0",
        "X-Late: trailer",
        "Set-Cookie: late=1",
        "",
        "");

    assertFinal("/trailers.ts");
  }

  @Test
  void get_bodyUntilTheConnectionCloses_isKeptWithItsLength() throws Exception {
    LITERAL.serve("/close.ts", "HTTP/1.0 200 OK", "", "final");

    assertFinal("/close.ts");
  }

  private void assertFinal(String path) throws Exception {
    Gateway gateway = Gateway.at(literalUrl);
    for (String cacheStatus : List.of(Gateway.MISS, Gateway.HIT)) {
      RawResponse seen = gateway.get(path);
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.text()).isEqualTo("final");
      assertThat(Gateway.cacheStatus(seen)).isEqualTo(cacheStatus);
      assertThat(seen.headers().names()).doesNotContain("Link", "Trailer", "X-Late", "Set-Cookie");
      assertThat(seen.framing())
          .isEqualTo(
              cacheStatus.equals(Gateway.HIT) || seen.headers().contains("Content-Length")
                  ? BodyFraming.LENGTH
                  : BodyFraming.CHUNKED);
      gateway.awaitQuiet();
    }
    assertThat(LITERAL.count(path)).isEqualTo(1);
  }

  /** A part is never kept as the whole, asked for or not, and never sent in chunks. */
  @Test
  void get_partOfAResource_isNeitherChunkedNorTheWhole() throws Exception {
    LITERAL.serve(
        "/part.ts",
        "HTTP/1.1 206 Partial Content",
        "Transfer-Encoding: chunked",
        "Content-Range: bytes 2-6/10",
        "",
        "5",
        "final",
        "0",
        "",
        "");
    Gateway gateway = Gateway.at(literalUrl);
    for (String line : List.of("Range: bytes=2-6", "X-None: 1", "X-None: 2")) {
      RawResponse seen = gateway.get("/part.ts", line);
      assertThat(seen.status()).isEqualTo(206);
      assertThat(seen.headers().all("Content-Range")).containsExactly("bytes 2-6/10");
      assertThat(seen.headers().all("Content-Length")).containsExactly("5");
      assertThat(seen.framing()).isEqualTo(BodyFraming.LENGTH);
      assertThat(seen.text()).isEqualTo("final");
      gateway.awaitQuiet();
    }
    assertThat(LITERAL.count("/part.ts")).isEqualTo(3);
  }

  /** RFC 9110 §14.2: an origin may ignore ranges; where the length is known, the gateway cuts. */
  @Test
  void get_rangeThatTheOriginIgnores_isCutFromTheWhole() throws Exception {
    byte[] body = Bodies.body(1, 1000);
    ORIGIN.serve("/uncut.ts", Resource.segment(body).withoutRanges());
    ORIGIN.serve("/uncut-chunked.ts", Resource.segment(body).withoutRanges().chunked());
    Gateway gateway = Gateway.at(scriptedUrl);

    RawResponse cut = gateway.get("/uncut.ts", "Range: bytes=100-199");
    assertThat(cut.status()).isEqualTo(206);
    assertThat(cut.headers().all("Content-Range")).containsExactly("bytes 100-199/1000");
    assertThat(cut.body()).isEqualTo(Arrays.copyOfRange(body, 100, 200));
    Expectations.assertWhole(gateway.get("/uncut-chunked.ts", "Range: bytes=100-199"), body);
  }

  /** Two lengths, or a length and another: nobody may be made to believe either. */
  @ParameterizedTest
  @CsvSource({"Content-Length: 5, Content-Length: 500", "Content-Length: 500, X-None: 1"})
  void get_lengthThatIsWrong_isNeverAWholeAnswer(String one, String other) throws Exception {
    String path = "/length" + (one + other).length() + ".ts";
    LITERAL.serve(path, "HTTP/1.1 200 OK", one, other, "", "final");
    Gateway gateway = Gateway.at(literalUrl);
    for (int i = 1; i <= 2; i++) {
      RawResponse seen = gateway.get(path);
      assertThat(seen.status() == 502 || !seen.isComplete()).as("refused or broken off").isTrue();
      gateway.awaitQuiet();
    }
  }

  /** RFC 9110 §8.4: an encoding is the origin's choice; nothing is decoded or encoded again. */
  @Test
  void get_encodedBody_isPassedAndKeptAsItCame() throws Exception {
    byte[] body = Bodies.body(2, 2000);
    ORIGIN.serve(
        "/encoded.ts",
        Resource.segment(body)
            .withHeader("Content-Encoding", "gzip")
            .withHeader("Vary", "Accept-Encoding")
            .withEtag("\"gzipped\""));
    Gateway gateway = Gateway.at(scriptedUrl);
    for (String cacheStatus : List.of(Gateway.MISS, Gateway.HIT, Gateway.HIT)) {
      RawResponse seen = gateway.get("/encoded.ts", "Accept-Encoding: gzip, deflate");
      Expectations.assertWhole(seen, body);
      assertThat(Gateway.cacheStatus(seen)).isEqualTo(cacheStatus);
      assertThat(seen.headers().all("Content-Encoding")).containsExactly("gzip");
      assertThat(seen.headers().all("Vary")).containsExactly("Accept-Encoding");
      assertThat(seen.headers().all("ETag")).containsExactly("\"gzipped\"");
      gateway.awaitQuiet();
    }
  }

  /** Fields of the origin that reach every viewer as they are, from wherever the answer comes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Access-Control-Allow-Origin: *",
        "Access-Control-Expose-Headers: Content-Range, Date",
        "Timing-Allow-Origin: *",
        "Cross-Origin-Resource-Policy: cross-origin",
        "Strict-Transport-Security: max-age=1",
        "Content-Location: /elsewhere.ts",
        "Content-Language: de, en",
        "Link: </next.html>; rel=help",
        "Server: the origin's",
        "Via: 1.0 somebody",
        "ETag: W/\"weak\"",
        "X-Own: two  blanks"
      })
  void get_endToEndField_isPassedOnAndKept(String line) throws Exception {
    String path = "/field" + Integer.toHexString(line.hashCode()) + ".ts";
    String[] field = line.split(": ", 2);
    ORIGIN.serve(path, Resource.segment(Bodies.body(3, 100)).withHeader(field[0], field[1]));
    Gateway gateway = Gateway.at(scriptedUrl);
    for (String request : List.of("X-First: 1", "X-Second: 1", "Range: bytes=0-9")) {
      List<String> seen = gateway.get(path, request).headers().all(field[0]);
      if (field[0].equals("Server") && Container.underTest().namesItself()) {
        // It has done so before any filter runs, as a filter in front may have.
        assertThat(seen).hasSize(1);
      } else {
        assertThat(seen).containsExactly(field[1]);
      }
      gateway.awaitQuiet();
    }
    assertThat(ORIGIN.count(path)).isEqualTo(1);
  }

  /** Fields for one hop (RFC 9110 §7.6.1) of either side. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive",
        "Proxy-Authenticate: Basic",
        "Proxy-Authentication-Info: x",
        "Proxy-Authorization: Basic eDp5",
        "TE: trailers",
        "Trailer: X-Late",
        "Upgrade: h2c",
        "X-Nominated: by Connection"
      })
  void get_hopByHopField_staysOnItsHop(String line) throws Exception {
    String path = "/hop" + Integer.toHexString(line.hashCode()) + ".ts";
    String[] field = line.split(": ", 2);
    ORIGIN.serve(
        path,
        Resource.segment(Bodies.body(4, 100))
            .withHeader("Connection", "X-Nominated")
            .withHeader(field[0], field[1]));
    Gateway gateway = Gateway.at(scriptedUrl);
    if (Container.underTest().refusesField(field[0] + ": ")) {
      assertThat(gateway.get(path, "Connection: X-Nominated", line).status()).isEqualTo(400);
      assertThat(ORIGIN.count(path)).isZero();
      return;
    }
    for (int i = 1; i <= 2; i++) {
      RawResponse seen = gateway.get(path, "Connection: X-Nominated", line);
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.headers().all(field[0])).doesNotContain(field[1]);
      gateway.awaitQuiet();
    }
    assertThat(ORIGIN.log().requests(path))
        .hasSize(1)
        .allSatisfy(request -> assertThat(request.headers().all(field[0])).isEmpty());
  }

  @Test
  void get_cookies_reachTheirViewerOnly() throws Exception {
    ORIGIN.serve(
        "/cookies.ts",
        Resource.segment(Bodies.body(5, 100))
            .withHeader("Set-Cookie", "a=1")
            .withHeader("Set-Cookie", "b=2"));
    Gateway gateway = Gateway.at(scriptedUrl);
    for (int i = 1; i <= 2; i++) {
      assertThat(gateway.get("/cookies.ts").headers().all("Set-Cookie"))
          .containsExactly("a=1", "b=2");
      gateway.awaitQuiet();
    }
    assertThat(ORIGIN.count("/cookies.ts")).isEqualTo(2);
  }

  /** RFC 9110 §7.6.3: the origin is told that a gateway asks. */
  @Test
  void get_originsRequest_saysWhoAsksAndNothingOfTheViewers() throws Exception {
    ORIGIN.serve("/asked.ts", Resource.segment(Bodies.body(6, 100)));
    Gateway.at(scriptedUrl)
        .get("/asked.ts", "Cookie: a=1", "Authorization: b", "Accept-Encoding: gzip", "X-Own: c");

    RequestRecord asked = ORIGIN.log().requests("/asked.ts").get(0);
    assertThat(asked.headers().all("Via")).containsExactly("1.1 hls-prebuffer");
    assertThat(asked.headers().names())
        .doesNotContain("Cookie", "Authorization", "Accept-Encoding", "X-Own", "Content-Length");
  }

  /**
   * Requests that two parsers may take for one or for two (RFC 9112 §11.2). Whatever the answer is,
   * the origin never sees the second one.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: %d\r\n\r\n%s",
        "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n%s",
        "Content-Length: %d\r\nContent-Length: 0\r\n\r\n%s",
        "Content-Length: 0, %d\r\n\r\n%s",
        "Content-Length: +%d\r\n\r\n%s",
        "Content-Length : %d\r\n\r\n%s",
        "Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n\r\n%s",
        "Transfer-Encoding:\u000bchunked\r\nContent-Length: %d\r\n\r\n%s",
        "X-Folded: a\r\n Content-Length: 0\r\nContent-Length: %d\r\n\r\n%s",
        "Range: bytes=0-1\rContent-Length: 0\r\nContent-Length: %d\r\n\r\n%s",
        "Connection: Content-Length\r\nContent-Length: %d\r\n\r\n%s"
      })
  void get_requestHiddenInAnother_neverReachesTheOrigin(String rest) throws Exception {
    String path = "/front" + Integer.toHexString(rest.hashCode()) + ".ts";
    ORIGIN.serve(path, Resource.segment(Bodies.body(7, 100)));
    Gateway gateway = Gateway.at(scriptedUrl);
    String smuggled = path.replace("front", "smuggled");
    String hidden = "GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(gateway.target(smuggled));
    try (RawHttp client = gateway.connect()) {
      client.send(
          "GET %s HTTP/1.1\r\nHost: x\r\n%s"
              .formatted(gateway.target(path), rest.formatted(hidden.length(), hidden)));
      assertThat(client.readResponse().status()).isIn(mayAnswer(rest));
      client.send("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(gateway.target("/after.ts")));
      assertThat(statusOrClosed(client)).isIn(0, 400, 404);
    }
    assertThat(ORIGIN.count(smuggled)).isEqualTo(hasNoContent(rest) ? 1 : 0);
    assertThat(ORIGIN.log().requests(path))
        .allSatisfy(
            request ->
                assertThat(request.headers().names())
                    .doesNotContain("Content-Length", "Transfer-Encoding", "X-Folded"));
  }

  private static Set<Integer> mayAnswer(String rest) {
    // What is in front of the bare CR is then a good Range.
    return rest.startsWith("Range: bytes=0-1\r") && Container.underTest().endsFieldsAtBareCr()
        ? Set.of(206)
        : Set.of(200, 400, 501);
  }

  /** Whether the container, by its own rules, has been sent two requests, with none hidden. */
  private static boolean hasNoContent(String rest) {
    Container container = Container.underTest();
    return (rest.startsWith("Content-Length :") && container.allowsBlanksBehindNames())
        || (rest.matches("(?s)Content-Length: (0, |\\+).*")
            && container.dropsLengthsThatAreNoNumbers());
  }

  /** Paths that would end the request line if they were decoded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/line.ts%0d%0aGET%20/smuggled.ts",
        "/line.ts%20HTTP/1.1%0d%0aX:%20y",
        "/line.ts?a=%0d%0aGET%20/smuggled.ts",
        "/line.ts;a=%0a%0dX:y"
      })
  void get_pathWithEncodedLineEnds_isNoSecondLine(String path) throws Exception {
    int before = ORIGIN.requests().size();
    assertThat(Gateway.at(scriptedUrl).get(path).status())
        .isIn(400, 404, Container.underTest().refusalOf(path));
    List<RequestRecord> after = new ArrayList<>(ORIGIN.requests());
    assertThat(after.subList(before, after.size()))
        .hasSizeLessThanOrEqualTo(1)
        .allSatisfy(
            request -> {
              assertThat(request.target()).isEqualTo(path);
              assertThat(request.headers().contains("X")).isFalse();
            });
  }

  private static int statusOrClosed(RawHttp client) throws Exception {
    try {
      return client.readResponse().status();
    } catch (EOFException | SocketException e) {
      return 0;
    }
  }
}
