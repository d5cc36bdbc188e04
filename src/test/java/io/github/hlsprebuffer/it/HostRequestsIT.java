package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.EchoServlet;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.it.host.UserFilter;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What viewers put into their requests to have others served wrongly, or themselves too well. */
@ExtendWith(ArquillianExtension.class)
class HostRequestsIT {
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("requests")
        .parameter("hlsprebuffer.viewerIdentity", "session")
        .filter(UserFilter.class)
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(EchoServlet.class, "/echo/*")
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  private HostModeApp app() {
    return HostModeApp.at(url);
  }

  /** Answers to these are to others' requests, whatever the URI is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override: DELETE",
        "x-http-method-override: HEAD",
        "X-HTTP-Method: PUT",
        "X-Method-Override: POST",
        "X-Original-URL: /admin",
        "X-Rewrite-URL: /admin"
      })
  void get_fieldThatMakesItAnotherRequest_isAnsweredToHimAlone(String line) throws Exception {
    String path = "echo/override-" + Integer.toHexString(line.hashCode()) + ".ts";
    RawResponse own = app().get(path, line);
    app().awaitIdle();
    RawResponse others = app().get(path);
    app().awaitIdle();

    assertThat(own.text()).containsIgnoringCase(line);
    assertThat(own.headers().contains("Cache-Status")).isFalse();
    assertThat(cacheStatus(others)).isEqualTo("fwd=miss");
    assertThat(others.text()).doesNotContainIgnoringCase(line);
    assertThat(app().get(path, line).text()).as("not from the store").containsIgnoringCase(line);
  }

  @ParameterizedTest
  @CsvSource({
    "length, 'Content-Length: 6\r\n\r\nhidden'",
    "chunks, 'Transfer-Encoding: chunked\r\n\r\n6\r\nhidden\r\n0\r\n\r\n'"
  })
  void get_withABody_isAnsweredToHimAlone(String name, String rest) throws Exception {
    String path = "echo/body-" + name + ".ts";
    try (RawHttp client = app().connect()) {
      client.send("GET %s HTTP/1.1\r\nHost: %s\r\n%s".formatted(app().target(path), host(), rest));
      RawResponse own = client.readResponse();
      if (Container.underTest().refusesContentOfGet()) {
        assertThat(own.status()).isEqualTo(400);
      } else {
        assertThat(own.text()).contains("body hidden");
      }
    }
    app().awaitIdle();
    RawResponse others = app().get(path);

    assertThat(cacheStatus(others)).isEqualTo("fwd=miss");
    assertThat(others.text()).doesNotContain("hidden");
  }

  /** An application may write into its answers how it was called. */
  @Test
  void get_underAnotherHost_isAnsweredToThoseWhoCallItSo() throws Exception {
    String path = "echo/host.ts";
    for (String cacheStatus : List.of("fwd=miss", "hit")) {
      for (String host : List.of("evil.test", host())) {
        RawResponse seen;
        try (RawHttp client = app().connect()) {
          client.send("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(app().target(path), host));
          seen = client.readResponse();
        }
        app().awaitIdle();
        assertThat(seen.text()).contains("host: " + host + "\n");
        assertThat(cacheStatus(seen)).isEqualTo(cacheStatus);
      }
    }
  }

  private String host() {
    return app().root().getRawAuthority();
  }

  /** From this server's own address an application would believe them. */
  @Test
  void prefetch_fieldsThatSayWhoAsks_areOursAndNotTheViewers() throws Exception {
    List<String> forged =
        List.of(
            "X-Forwarded-For: 10.6.6.6",
            "X-Forwarded-Host: forged.test",
            "X-Forwarded-User: forged",
            "Forwarded: for=10.6.6.6;host=forged.test",
            "X-Real-IP: 10.6.6.6",
            "X-Client-IP: 10.6.6.6",
            "True-Client-IP: 10.6.6.6",
            "CF-Connecting-IP: 10.6.6.6",
            "X-SSL-Client-Cert: forged",
            "SSL_CLIENT_CERT: forged",
            "Client-Cert: :forged:",
            "X-Remote-User: forged",
            "Remote-User: forged",
            "X-HLS-Prebuffer-Loopback: forged");
    String prefetched = prefetched("forged", forged.toArray(new String[0]));

    assertThat(prefetched).doesNotContain("10.6.6.6", "forged");
    assertThat(prefetched).contains("x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http\n");
  }

  /** It may show it, or send it on. */
  @Test
  void prefetch_secretOfThisProcess_isNotSeenByTheApplication() throws Exception {
    assertThat(prefetched("secret")).contains("method GET").doesNotContainIgnoringCase("loopback");
  }

  /** What the application was asked by us for the segment that a viewer will want next. */
  private String prefetched(String name, String... lines) throws Exception {
    String pattern = "../../echo/" + name + "%d.ts";
    BEHIND.serve(
        "/" + name + "/a.m3u8",
        Resource.playlist(Playlists.vod().withSegments(2).withNamePattern(pattern).text()));
    long before = app().statistic("segmentsPrebuffered");
    app().get("relay/" + name + "/a.m3u8", lines);
    app().get("echo/" + name + "0.ts", lines);
    app().awaitStatistic("segmentsPrebuffered", before + 1);
    RawResponse next = app().get("echo/" + name + "1.ts", lines);
    assertThat(cacheStatus(next)).isEqualTo("hit");
    return next.text();
  }

  /** By a client certificate, say: neither Cookie nor Authorization tells these apart. */
  @Test
  void get_usersWhomOnlyTheContainerTellsApart_shareNothing() throws Exception {
    for (String cacheStatus : List.of("fwd=miss", "hit")) {
      for (String user : List.of("anna", "bob")) {
        RawResponse seen = app().get("echo/user.ts", UserFilter.FIELD + ": " + user);
        assertThat(seen.text()).contains("user " + user + "\n");
        assertThat(cacheStatus(seen)).isEqualTo(cacheStatus);
        app().awaitIdle();
      }
    }
    assertThat(app().get("echo/user.ts").text()).contains("user null\n");
  }

  /** Also where viewers are told apart by their sessions. */
  @Test
  void get_sessions_areNeverShared() throws Exception {
    String anna = login("anna");
    assertThat(app().get("echo/own.ts", anna).text()).contains("session anna");
    app().awaitIdle();

    for (String other :
        List.of(
            login("mallory"),
            "Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF",
            "Cookie: JSESSIONID=; " + anna.replace("Cookie: JSESSIONID", "X"),
            "X-None: 1")) {
      RawResponse seen = app().get("echo/own.ts", other);
      assertThat(seen.text()).as(other).doesNotContain("session anna");
      assertThat(cacheStatus(seen)).as(other).isEqualTo("fwd=miss");
      app().awaitIdle();
    }
    RawResponse again = app().get("echo/own.ts", anna);
    assertThat(again.text()).contains("session anna");
    assertThat(cacheStatus(again)).isEqualTo("hit");
  }

  /** A session in the path is the host's business; it is not that of those who have none. */
  @Test
  void get_sessionInThePath_isOfThatPathAlone() throws Exception {
    String id = login("anna").replace("Cookie: JSESSIONID=", "");
    assertThat(app().get("echo/path.ts;jsessionid=" + id).text()).contains("session anna");
    app().awaitIdle();

    assertThat(app().get("echo/path.ts").text()).contains("session none");
    assertThat(app().get("echo/path.ts;jsessionid=0").text()).contains("session none");
  }

  /** Several lines, order, case and blanks: who has the same right gets the same, nobody else. */
  @Test
  void get_credentialsInOtherForms_areOthersUnlessTheyAreTheSame() throws Exception {
    String path = "echo/forms.ts";
    assertThat(cacheStatus(app().get(path, "Cookie: a=1", "Cookie: b=2"))).isEqualTo("fwd=miss");
    app().awaitIdle();

    assertThat(cacheStatus(app().get(path, "cookie:   a=1  ", "COOKIE: b=2"))).isEqualTo("hit");
    for (String[] lines :
        new String[][] {
          {"Cookie: b=2", "Cookie: a=1"},
          {"Cookie: a=1, b=2"},
          {"Cookie: a=1; b=2"},
          {"Cookie: a=1"},
          {"Cookie: A=1", "Cookie: b=2"},
          {"Cookie: a=1", "Cookie: b=2", "Authorization: x"},
          {"Cookie: a=1", "Authorization: b=2"}
        }) {
      // Undertow hands two lines on as this one, which says the same (RFC 9113 §8.2.3).
      boolean isTheSame =
          Container.underTest() == Container.WILDFLY && lines[0].equals("Cookie: a=1; b=2");
      assertThat(cacheStatus(app().get(path, lines)))
          .as(String.join(", ", lines))
          .isEqualTo(isTheSame ? "hit" : "fwd=miss");
      app().awaitIdle();
    }
  }

  private String login(String name) throws Exception {
    String cookie = app().get("echo/login?" + name).headers().first("Set-Cookie").orElseThrow();
    return "Cookie: " + cookie.split(";", 2)[0];
  }
}
