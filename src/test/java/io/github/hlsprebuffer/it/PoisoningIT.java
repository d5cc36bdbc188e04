package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one viewer sends never changes what another one gets: it is in the key, or the origin does
 * not see it. The origin answers with what it is asked.
 */
@ExtendWith(ArquillianExtension.class)
class PoisoningIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();

  @ArquillianResource
  @OperateOnDeployment("plain")
  private URL plainUrl;

  @ArquillianResource
  @OperateOnDeployment("forwarding")
  private URL forwardingUrl;

  @Deployment(name = "plain", testable = false)
  static WebArchive plainWar() {
    return GatewayWar.to(ORIGIN.uri("/base"), "plain.war")
        .with("ignoreQueryParams", "token")
        .with("forwardCmcd", "true")
        .archive();
  }

  @Deployment(name = "forwarding", testable = false)
  static WebArchive forwardingWar() {
    return GatewayWar.to(ORIGIN.uri("/base"), "forwarding.war")
        .with(
            "forwardHeaders",
            "X-Tenant, Authorization, Content-Length, Transfer-Encoding, Connection, TE, Expect,"
                + " Range")
        .archive();
  }

  @BeforeAll
  static void echo() {
    ORIGIN.serve(ScriptedOrigin.ANY_PATH, PoisoningIT::answer);
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  private static Resource answer(RequestRecord request) {
    StringBuilder text = new StringBuilder("target " + request.target() + "\n");
    request
        .headers()
        .fields()
        .forEach(
            field -> text.append(field.name()).append(": ").append(field.value()).append('\n'));
    return Resource.segment(Bodies.utf8(text.toString()));
  }

  private Gateway plain() {
    return Gateway.at(plainUrl);
  }

  private Gateway forwarding() {
    return Gateway.at(forwardingUrl);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host: evil.test",
        "X-Forwarded-For: evil.test",
        "X-Forwarded-Proto: evil",
        "X-Forwarded-Prefix: /evil",
        "Forwarded: host=evil.test",
        "X-Host: evil.test",
        "X-Original-URL: /evil",
        "X-Rewrite-URL: /evil",
        "X-HTTP-Method-Override: EVIL",
        "X-HLS-Prebuffer-Loopback: evil",
        "Accept: evil/evil",
        "Accept-Encoding: evil",
        "Accept-Language: evil",
        "Authorization: evil",
        "Cache-Control: evil",
        "CMCD-Request: nor=\"evil.ts\"",
        "Content-Type: evil/evil",
        "Cookie: evil",
        "If-None-Match: \"evil\"",
        "If-Range: \"evil\"",
        "Origin: http://evil.test",
        "Pragma: evil",
        "Referer: http://evil.test/",
        "TE: evil",
        "Upgrade: evil",
        "User-Agent: evil",
        "Via: 1.1 evil"
      })
  void get_fieldThatIsInNoKey_neverReachesTheOrigin(String line) throws Exception {
    String path = "/field" + Integer.toHexString(line.hashCode()) + ".ts";
    boolean isRefused = Container.underTest().refusesField(line);
    assertThat(plain().get(path, line).status()).isEqualTo(isRefused ? 400 : 200);
    plain().awaitQuiet();
    RawResponse other = plain().get(path);

    assertThat(Gateway.cacheStatus(other)).isEqualTo(isRefused ? Gateway.MISS : Gateway.HIT);
    assertThat(other.text())
        .startsWith("target /base" + path + "\n")
        .doesNotContainIgnoringCase("evil");
  }

  @Test
  void get_underAnotherHost_isTheSameForAll() throws Exception {
    ORIGIN.serve("/base/hosts/a.m3u8", Resource.playlist(Playlists.vod(3)));
    long before = plain().statistic("segmentsPrebuffered");
    try (RawHttp client = plain().connect()) {
      String request = "GET %s HTTP/1.1\r\nHost: evil.test\r\n\r\n";
      client.send(request.formatted(plain().target("/hosts/a.m3u8")));
      assertThat(client.readResponse().text()).isEqualTo(Playlists.vod(3));
      client.send(request.formatted(plain().target("/hosts/segment0.ts")));
      assertThat(client.readResponse().text()).doesNotContain("evil");
    }
    plain().awaitStatistic("segmentsPrebuffered", before + 2);

    assertThat(plain().get("/hosts/a.m3u8").text()).isEqualTo(Playlists.vod(3));
    RawResponse next = plain().get("/hosts/segment1.ts");
    assertThat(Gateway.cacheStatus(next)).isEqualTo(Gateway.HIT);
    assertThat(next.text()).doesNotContain("evil");
  }

  /** What is not the same to every server is kept apart. */
  @Test
  void get_namesThatLookAlike_areAnsweredEachByItself() throws Exception {
    List<String> names =
        List.of(
            "/name.ts",
            "/NAME.ts",
            "/name.TS",
            "/name.ts.",
            "//name.ts",
            "///name.ts",
            "/name.ts/",
            "/name.ts;jsessionid=1",
            "/name.ts;jsessionid=2",
            "/name;a=1.ts",
            "/n%61me.ts",
            "/name%2ets",
            "/name%252ets",
            "/name.ts%20",
            "/name.ts?a=1&b=2",
            "/name.ts?b=2&a=1",
            "/name.ts?a=1&a=1",
            "/name.ts?a=1&a=2",
            "/name.ts?a=2&a=1",
            "/name.ts?a=1",
            "/name.ts?a=1&",
            "/name.ts?A=1",
            "/name.ts?a=%31",
            "/name.ts?a=1%23",
            "/name.ts?token=1;file=2",
            "/name.ts?CMCD=su;file=2",
            "/name.ts?tok%65n=1");
    for (int round = 0; round < 2; round++) {
      for (String name : names) {
        RawResponse seen = plain().get(name);
        int refusal = Container.underTest().refusalOf(name);
        if (refusal > 0) {
          assertThat(seen.status()).as(name).isEqualTo(refusal);
          continue;
        }
        assertThat(seen.status()).as(name).isEqualTo(200);
        assertThat(seen.text())
            .startsWith("target /base" + Container.underTest().toldPath(name) + "\n");
        plain().awaitQuiet();
      }
    }
  }

  /** What a playlist names is kept whatever its name looks like. */
  @Test
  void get_namesThatLookAlikeAndThatAPlaylistHas_areAnsweredEachByItself() throws Exception {
    List<String> names =
        List.of("1.ts", "1.ts;jsessionid=1", "1.ts;jsessionid=2", "1.ts;a=1", "1;a=1.ts", "1");
    ORIGIN.serve(
        "/base/named/a.m3u8",
        Resource.playlist(
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n"
                + String.join("\n#EXTINF:4,\n", names)
                + "\n#EXT-X-ENDLIST\n"));
    assertThat(plain().get("/named/a.m3u8").status()).isEqualTo(200);
    for (int round = 0; round < 2; round++) {
      for (String name : names) {
        RawResponse seen = plain().get("/named/" + name);
        assertThat(seen.text())
            .startsWith("target /base/named/" + Container.underTest().toldPath(name) + "\n");
        plain().awaitQuiet();
        assertThat(Gateway.cacheStatus(plain().get("/named/" + name))).isEqualTo(Gateway.HIT);
      }
    }
  }

  /** Names of something else than what they seem to be, as a client may write them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside.ts",
        "/a/../../outside.ts",
        "/%2e%2e/outside.ts",
        "/%2E%2E/outside.ts",
        "/.%2e/outside.ts",
        "/..%2foutside.ts",
        "/%2e%2e%2foutside.ts",
        "/a%2f..%2f..%2foutside.ts",
        "/..\\outside.ts",
        "/..%5coutside.ts",
        "/..;/outside.ts",
        "/..;a=1/outside.ts",
        "/%2e%2e;/outside.ts",
        "/%c0%ae%c0%ae/outside.ts",
        "/%c0%ae%c0%ae%c0%afoutside.ts",
        "/%e0%80%ae%e0%80%ae/outside.ts",
        "/%f0%80%80%ae%f0%80%80%ae/outside.ts",
        "/outside.ts%00.m3u8",
        "/outside.ts#.m3u8"
      })
  void get_pathThatMayMeanAnother_isRefused(String path) throws Exception {
    // Jetty takes a fragment off the request line, and none of it is in the way of the rest.
    assumeFalse(path.contains("#") && Container.underTest() == Container.JETTY);
    int since = ORIGIN.requests().size();

    assertThat(plain().get(path).status()).isIn(400, 404);
    assertThat(ORIGIN.requests()).hasSize(since);
  }

  /** Whatever the operator has named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "TE: trailers\r\n\r\n",
        "Connection: X-Own\r\nX-Own: 1\r\n\r\n"
      })
  void get_framingThatIsForwarded_staysOnItsHop(String rest) throws Exception {
    String path = "/framing" + Integer.toHexString(rest.hashCode()) + ".ts";
    try (RawHttp client = forwarding().connect()) {
      client.send("GET %s HTTP/1.1\r\nHost: x\r\n%s".formatted(forwarding().target(path), rest));
      RawResponse seen = client.readResponse();
      if (rest.contains("hello") && Container.underTest().refusesContentOfGet()) {
        assertThat(seen.status()).isEqualTo(400);
        return;
      }
      assertThat(seen.status()).isEqualTo(200);
    }
    assertThat(ORIGIN.log().requests("/base" + path))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.headers().names())
                    .doesNotContain("Content-Length", "Transfer-Encoding", "TE", "X-Own"));
  }

  /** What a playlist names is one request each, and answered as one response, whatever it holds. */
  @Test
  void play_urisThatWouldEndALine_areOneRequestEach() throws Exception {
    String end = "\n#EXTINF:4,\n";
    ORIGIN.serve(
        "/base/lines/a.m3u8",
        Resource.playlist(
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n"
                + "#EXT-X-DEFINE:NAME=\"line\",VALUE=\"a\rX-Evil: 1\"\n#EXTINF:4,\n"
                + String.join(
                    end,
                    "0.ts",
                    "1 HTTP/1.1 X-Evil: 1.ts",
                    "2.ts HTTP/1.1%0d%0aX-Evil:%201%0d%0a%0d%0aGET%20/evil",
                    "3\u000bX-Evil: 1.ts",
                    "4\u2028X-Evil: 1.ts",
                    "5\u560d\u560aX-Evil: 1.ts",
                    "6{$line}.ts",
                    "7\rX-Evil: 1.ts",
                    "8.ts")
                + "\n#EXT-X-ENDLIST\n"));
    List<String> encoded =
        List.of(
            "0.ts",
            "1%20HTTP/1.1%20X-Evil:%201.ts",
            "2.ts%20HTTP/1.1%0d%0aX-Evil:%201%0d%0a%0d%0aGET%20/evil",
            "3%0BX-Evil:%201.ts",
            "4%E2%80%A8X-Evil:%201.ts",
            "5%E5%98%8D%E5%98%8AX-Evil:%201.ts",
            "6a%0DX-Evil:%201.ts",
            "7%0DX-Evil:%201.ts",
            "8.ts");
    long before = plain().statistic("segmentsPrebuffered");
    int since = ORIGIN.requests().size();
    assertThat(plain().get("/lines/a.m3u8").status()).isEqualTo(200);
    assertThat(plain().get("/lines/0.ts").status()).isEqualTo(200);
    // Fetched ahead by the names that the playlist has, which are the ones that a player asks for.
    plain().awaitStatistic("segmentsPrebuffered", before + 5);
    for (String name : encoded) {
      RawResponse seen = plain().get("/lines/" + name);
      int refusal = Container.underTest().refusalOf(name);
      if (refusal > 0) {
        assertThat(seen.status()).as(name).isEqualTo(refusal);
        continue;
      }
      if (encoded.indexOf(name) <= 5) {
        assertThat(Gateway.cacheStatus(seen)).as(name).isEqualTo(Gateway.HIT);
      }
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.text()).startsWith("target /base/lines/" + name + "\n");
      assertThat(seen.headers().contains("X-Evil")).isFalse();
      plain().awaitQuiet();
    }

    long refused =
        encoded.stream().filter(name -> Container.underTest().refusalOf(name) > 0).count();
    assertThat(ORIGIN.requests().subList(since, ORIGIN.requests().size()))
        .hasSizeGreaterThan(encoded.size() - (int) refused)
        .allSatisfy(
            request -> {
              assertThat(request.target()).startsWith("/base/lines/").doesNotContain(" ", "\r");
              assertThat(request.headers().contains("X-Evil")).isFalse();
            });
  }

  /** A part under the key of the whole would be all that others get. */
  @Test
  void get_rangeThatIsForwarded_isNotTakenForTheWhole() throws Exception {
    for (String line : List.of("Range: bytes=0-5", "Range: bytes=0-0,2-2", "X-None: 1")) {
      RawResponse seen = forwarding().get("/part.ts", line);
      forwarding().awaitQuiet();
      assertThat(seen.text().length() > 6).as(line).isEqualTo(seen.status() == 200);
    }
    assertThat(forwarding().get("/part.ts").text()).startsWith("target /base/part.ts\n");
    assertThat(ORIGIN.log().requests("/base/part.ts"))
        .allSatisfy(
            request -> assertThat(request.headers().all("Range")).hasSizeLessThanOrEqualTo(1));
  }

  /** Partitions of origin mode: who sends other fields is another, however he writes them. */
  @Test
  void get_credentialsInOtherForms_areOthersUnlessTheyAreTheSame() throws Exception {
    RawResponse own = forwarding().get("/own.ts", "Authorization: secret", "X-Tenant: a");
    assertThat(own.text()).contains("secret");
    forwarding().awaitQuiet();

    assertThat(
            Gateway.cacheStatus(
                forwarding().get("/own.ts", "authorization:  secret ", "x-tenant:a")))
        .isEqualTo(Gateway.HIT);
    for (String[] lines :
        new String[][] {
          {"X-Tenant: a"},
          {"Authorization: secret"},
          {"Authorization: Secret", "X-Tenant: a"},
          {"Authorization: secret", "X-Tenant: b"},
          {"Authorization: secret", "Authorization: x", "X-Tenant: a"},
          {"Authorization: secret, x", "X-Tenant: a"},
          {"Authorization: secret", "X-Tenant: a", "Connection: X-Tenant"},
          {"Connection: Authorization", "Authorization: secret", "X-Tenant: a"}
        }) {
      RawResponse seen = forwarding().get("/own.ts", lines);
      assertThat(seen.text()).as(String.join(", ", lines)).isNotEqualTo(own.text());
      forwarding().awaitQuiet();
    }
  }

  /** A line end in the middle of a field (RFC 9110 §5.5). */
  @ParameterizedTest
  @ValueSource(strings = {"\r", "\0", "\r\r", "\u000b"})
  void get_fieldOfTheOriginsThatWouldBeTwo_isOne(String control) throws Exception {
    String path = "/split" + Integer.toHexString(control.hashCode());
    String value = "/base/a" + control + "Set-Cookie: evil=1";
    ORIGIN.serve(
        "/base" + path + ".ts", Resource.segment(Bodies.utf8("a")).withHeader("X-Any", value));
    ORIGIN.serve("/base" + path + ".m3u8", Resource.status(302).withHeader("Location", value));

    for (String name : List.of(path + ".ts", path + ".ts", path + ".m3u8")) {
      RawResponse seen = plain().get(name);
      assertThat(seen.status()).isIn(200, 302);
      assertThat(seen.headers().contains("Set-Cookie")).isFalse();
      assertThat(seen.headers().fields())
          .allSatisfy(field -> assertThat(field.value()).doesNotContain(control));
      plain().awaitQuiet();
    }
  }
}
