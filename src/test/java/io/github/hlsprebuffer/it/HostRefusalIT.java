package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.it.host.TokenFilter;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the host refuses stays refused, in its own words, whether it is stored or on its way to
 * somebody else, and however it is asked for.
 */
@ExtendWith(ArquillianExtension.class)
class HostRefusalIT {
  private static final int HALF = 100_000;
  private static final byte[] BODY = Bodies.body(3, 2 * HALF);
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  /** Who decides: the container, by BASIC, or a filter in front of ours. */
  enum Decider {
    CONTAINER("members", basic("anna"), basic("guest")),
    FILTER("guarded", TokenFilter.FIELD_LINE, "X-Token: wrong");

    private final String folder;
    private final String right;
    private final String wrong;

    Decider(String folder, String right, String wrong) {
      this.folder = folder;
      this.right = right;
      this.wrong = wrong;
    }
  }

  @ArquillianResource
  @OperateOnDeployment("with")
  private URL withUrl;

  @ArquillianResource
  @OperateOnDeployment("without")
  private URL withoutUrl;

  @Deployment(name = "with", testable = false)
  static WebArchive with() {
    return host("refusal-with-it").prebuffer().filter(CountingFilter.class).build();
  }

  @Deployment(name = "without", testable = false)
  static WebArchive without() {
    return host("refusal-without").build();
  }

  private static HostModeWar host(String name) {
    return HostModeWar.named(name)
        .filter(TokenFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .forMembers("/relay/members/*");
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  private static String basic(String user) {
    byte[] credentials = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  /** How else the same may be asked for. */
  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource({
    "CONTAINER, GET, X-None: 1",
    "CONTAINER, HEAD, X-None: 1",
    "CONTAINER, GET, Range: bytes=0-9",
    "CONTAINER, GET, If-None-Match: *",
    "CONTAINER, GET, If-None-Match: \"v1\"",
    "CONTAINER, GET, If-Match: \"other\"",
    "CONTAINER, GET, 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'",
    "CONTAINER, GET, X-Forwarded-For: 127.0.0.1",
    "CONTAINER, GET, X-HTTP-Method-Override: GET",
    "FILTER, GET, X-None: 1",
    "FILTER, HEAD, X-None: 1",
    "FILTER, GET, Range: bytes=0-9",
    "FILTER, GET, If-None-Match: *",
    "FILTER, GET, If-None-Match: \"v1\"",
    "FILTER, GET, If-Match: \"other\"",
    "FILTER, GET, 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'",
    "FILTER, GET, X-Forwarded-For: 127.0.0.1",
    "FILTER, GET, X-HTTP-Method-Override: GET"
  })
  void refused_whatIsStored_sameAnswerAsWithoutTheFilter(
      Decider decider, String method, String line) throws Exception {
    String segment = "relay/" + decider.folder + "/segment1.ts";
    play(decider);
    RawResponse stored = app().get(segment, decider.right);
    assertThat(cacheStatus(stored)).isEqualTo("hit");
    assertThat(stored.body()).isEqualTo(BODY);

    assertRefused(method, segment, line);
    assertRefused(method, segment, line, decider.wrong);
  }

  @ParameterizedTest
  @EnumSource
  void refused_whatIsOnItsWayToAnother_sameAnswerAsWithoutTheFilter(Decider decider)
      throws Exception {
    String path = "/" + decider.folder + "/arriving.ts";
    BEHIND.serve(path, Resource.segment(BODY).withEtag("\"v1\""));
    Gate half = BEHIND.gateBody(path, HALF);
    try (RawHttp member = app().connect()) {
      member.get(app().target("relay" + path), decider.right);
      assertThat(member.readHead().status()).isEqualTo(200);

      for (String method : new String[] {"GET", "HEAD"}) {
        assertRefused(method, "relay" + path);
        assertRefused(method, "relay" + path, "Range: bytes=0-9", decider.wrong);
        assertRefused(method, "relay" + path, "If-None-Match: \"v1\"", decider.wrong);
      }
      half.release();
    }
  }

  /** Two who both may, and are not the same. */
  @ParameterizedTest
  @CsvSource({"public, hit", "max-age=60, fwd=miss"})
  void permitted_byAnotherRight_getsWhatIsStoredOnlyIfItIsPublic(String control, String second)
      throws Exception {
    String path = "/members/of-" + control.replaceAll("\\W", "") + ".ts";
    BEHIND.serve(path, request -> answer(request).withHeader("Cache-Control", control));
    RawResponse first = app().get("relay" + path, basic("anna"));
    app().awaitIdle();
    RawResponse other = app().get("relay" + path, basic("bob"));

    assertThat(first.text()).isEqualTo("for " + basic("anna"));
    assertThat(cacheStatus(other)).isEqualTo(second);
    assertThat(other.text()).isEqualTo("for " + basic(second.equals("hit") ? "anna" : "bob"));
  }

  private static Resource answer(RequestRecord request) {
    return Resource.segment(
        Bodies.utf8("for Authorization: " + request.header("Authorization").orElse("nobody")));
  }

  /** Somebody who may plays, until the second segment is stored. */
  private void play(Decider decider) throws Exception {
    String folder = "/" + decider.folder;
    BEHIND.serve(folder + "/a.m3u8", Resource.playlist(Playlists.vod(2)));
    for (int i = 0; i < 2; i++) {
      BEHIND.serve(folder + "/segment" + i + ".ts", Resource.segment(BODY).withEtag("\"v1\""));
    }
    assertThat(app().get("relay" + folder + "/a.m3u8", decider.right).status()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      String segment = "relay" + folder + "/segment" + i + ".ts";
      assertThat(app().get(segment, decider.right).status()).isEqualTo(200);
      app().awaitIdle();
    }
  }

  private void assertRefused(String method, String path, String... lines) throws Exception {
    RawResponse seen = ask(app(), method, path, lines);
    RawResponse expected = ask(HostModeApp.at(withoutUrl), method, path, lines);
    HostModePair pair = HostModePair.of(withUrl, withoutUrl);
    assertThat(expected.status()).isIn(401, 403);
    assertThat(seen.status()).isEqualTo(expected.status());
    assertThat(pair.fields(seen, Set.of())).isEqualTo(pair.fields(expected, Set.of()));
    assertThat(pair.text(seen)).isEqualTo(pair.text(expected));
    assertThat(seen.headers().contains("Cache-Status")).isFalse();
    assertThat(seen.headers().contains("Age")).isFalse();
  }

  private static RawResponse ask(HostModeApp app, String method, String path, String... lines)
      throws Exception {
    try (RawHttp connection = app.connect()) {
      String target = app.target(path);
      RawHttp asked =
          method.equals("HEAD") ? connection.head(target, lines) : connection.get(target, lines);
      return asked.readResponse();
    }
  }

  private HostModeApp app() {
    return HostModeApp.at(withUrl);
  }
}
