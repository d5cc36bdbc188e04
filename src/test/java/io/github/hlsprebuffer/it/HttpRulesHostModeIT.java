package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.hlsprebuffer.it.HttpRule.State;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.HttpDates;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of HTTP in front of an application: the same application without the filter says what
 * is right, and what is stored must be answered as it would.
 */
@ExtendWith(ArquillianExtension.class)
class HttpRulesHostModeIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final AtomicInteger PATHS = new AtomicInteger();

  /** Of one connection, or true of the whole only. */
  private static final Set<String> NOT_COMPARED =
      Set.of("connection", "keep-alive", "content-digest");

  @ArquillianResource
  @OperateOnDeployment("with")
  private URL withUrl;

  @ArquillianResource
  @OperateOnDeployment("without")
  private URL withoutUrl;

  @Deployment(name = "with", testable = false)
  static WebArchive withFilter() {
    return host(HostModeWar.named("regular").prebuffer("REQUEST", "ASYNC"));
  }

  @Deployment(name = "without", testable = false)
  static WebArchive withoutFilter() {
    return host(HostModeWar.named("unruled"));
  }

  private static WebArchive host(HostModeWar war) {
    return war.servlet(RelayServlet.class, "/relay/*", "target", ORIGIN.uri().toString())
        .file(HttpRules.BODY, "file.ts")
        .build();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  static Stream<Arguments> rules() {
    return HttpRules.all()
        .filter(rule -> !isFreeToServers(rule))
        .flatMap(rule -> Stream.of(State.COLD, State.STORED).map(s -> arguments(s, rule)));
  }

  /**
   * RFC 9110 §14.2 and §15.3.7 let a server ignore several ranges and those that it cannot read, as
   * the store does. Tomcat sends several parts, and refuses what it cannot read, a position of
   * twenty digits too.
   */
  private static boolean isFreeToServers(HttpRule rule) {
    boolean isIgnored =
        rule.status() == 200
            && rule.method().equals("GET")
            && rule.lines().stream().anyMatch(line -> line.startsWith("Range: "))
            && rule.lines().stream().noneMatch(line -> line.startsWith("If-Range: "));
    return isIgnored || rule.lines().toString().contains("99999999999999999999");
  }

  /** What is stored is answered by HTTP's rules, also where the container's own files are not. */
  static Stream<Arguments> rulesOfFiles() {
    return rules()
        .filter(
            stateAndRule ->
                stateAndRule.get()[0] == State.COLD
                    || !Container.underTest()
                        .breaksRulesOfFiles(((HttpRule) stateAndRule.get()[1]).lines()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rulesOfFiles")
  void rule_staticFile_answeredAsTheHostDoes(State state, HttpRule rule) throws Exception {
    assumeTrue(Container.underTest().servesPartsOfFiles(), "files without ranges");
    String path = "file.ts?" + PATHS.incrementAndGet();
    if (state == State.STORED) {
      store(path);
    }
    RawResponse expected = of(rule, without(), path).ask(without(), path);
    RawResponse actual = of(rule, with(), path).ask(with(), path);

    assertSame(state, expected, actual);
    assertThat(pair().text(actual)).isEqualTo(pair().text(expected));
    assertThat(cacheStatus(actual).equals("hit"))
        .as(cacheStatus(actual))
        .isEqualTo(
            state == State.STORED && rule.method().equals("GET") && !isTheHostsToSay(rule, actual));
  }

  /** A 412 or 416, and where a condition fails that a container takes for held: of a weak tag. */
  private static boolean isTheHostsToSay(HttpRule rule, RawResponse actual) {
    return rule.status() >= 400
        || actual.status() >= 400
        || rule.lines().stream()
            .anyMatch(line -> line.startsWith("If-Match: ") && line.contains("\""));
  }

  /** An application with strong tags, of which it is told all conditions that it knows of. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void rule_servlet_answeredAsTheHostDoes(State state, HttpRule rule) throws Exception {
    String origins = "/relayed-" + PATHS.incrementAndGet() + ".ts";
    ORIGIN.serve(origins, HttpRules.resource());
    String path = "relay" + origins;
    if (state == State.STORED) {
      store(path);
    }
    RawResponse expected = rule.ask(without(), path);
    RawResponse actual = rule.ask(with(), path);
    if (expected.status() != rule.status()) {
      // The servlet does not know the condition; what is stored does.
      assertThat(actual.status())
          .isEqualTo(cacheStatus(actual).equals("hit") ? rule.status() : expected.status());
    } else {
      assertSame(state, expected, actual);
      assertThat(actual.body()).isEqualTo(expected.body());
    }
  }

  /** Who gets what another was answered; the default is that {@code Cookie} tells viewers apart. */
  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Nothing: said                       | X-Viewer: 1         | X-Viewer: 2         | hit
          Cache-Control: max-age=60             | X-Viewer: 1         | X-Viewer: 2         | hit
          Cache-Control: max-age=60; Age: 60    | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Cache-Control: max-age=0              | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Cache-Control: no-store               | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Cache-Control: no-cache               | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Expires: 0                            | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Set-Cookie: a=1                       | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Vary: *                               | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Vary: X-Viewer                        | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Vary: X-Viewer                        | X-Viewer: 1         | x-viewer: 1         | hit
          Vary: X-Viewer                        | X-Viewer: 1         | X-Other: 1          | fwd=miss
          Content-Encoding: gzip                | Accept-Encoding: br | Accept-Encoding: gzip | fwd=miss
          Content-Encoding: gzip                | Accept-Encoding: gzip | Accept-Encoding: gzip | hit
          Cache-Control: private                | Cookie: a           | Cookie: a           | hit
          Cache-Control: private                | X-Viewer: 1         | X-Viewer: 2         | fwd=miss
          Cache-Control: max-age=60             | Cookie: a           | Cookie: b           | fwd=miss
          Cache-Control: s-maxage=60            | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: public                 | Cookie: a           | Cookie: b           | hit
          Cache-Control: public, private        | Cookie: a           | Cookie: b           | fwd=miss
          Cache-Control: public; Vary: Cookie   | Cookie: a           | Cookie: b           | fwd=miss
          """)
  void get_byAnother_sharedOrNot(String lines, String one, String other, String second)
      throws Exception {
    String origins = "/shared-" + PATHS.incrementAndGet() + ".ts";
    ORIGIN.serve(
        origins,
        request -> withLines(Resource.text("answer " + request.order(), "video/mp2t"), lines));
    RawResponse first = with().get("relay" + origins, one);
    with().awaitIdle();
    RawResponse again = with().get("relay" + origins, other);

    assertThat(cacheStatus(first)).isEqualTo("fwd=miss");
    assertThat(cacheStatus(again)).isEqualTo(second);
    assertThat(again.text().equals(first.text()))
        .as("the same answer")
        .isEqualTo(second.equals("hit"));
  }

  private static Resource withLines(Resource resource, String lines) {
    Resource result = resource;
    for (String line : lines.split("; ", -1)) {
      String[] field = line.split(": ", 2);
      result = result.withHeader(field[0], field[1]);
    }
    return result;
  }

  private void store(String path) throws IOException {
    Expectations.assertWhole(with().get(path), HttpRules.BODY);
    with().awaitIdle();
  }

  /** The rule, said of the validators that this copy of the file has; its tag is a weak one. */
  private static HttpRule of(HttpRule rule, HostModeApp app, String path) throws IOException {
    RawResponse seen;
    try (var client = app.connect()) {
      seen = client.head(app.target(path)).readResponse();
    }
    // Of a file without one the rule is said with a tag that it has not.
    String tag = seen.headers().first("ETag").orElse("\"v1\"");
    String modified = seen.headers().first("Last-Modified").orElseThrow();
    Instant instant = HttpDates.parse(modified).orElseThrow();
    List<String> lines =
        rule.lines().stream()
            .map(line -> line.replaceAll("(W/)?\"v1\"", tag))
            .map(line -> line.replace(HttpRules.MODIFIED, modified))
            .map(line -> line.replace(HttpRules.EARLIER, HttpDates.format(instant.minusSeconds(1))))
            .map(line -> line.replace(HttpRules.LATER, HttpDates.format(instant.plusSeconds(1))))
            .toList();
    return HttpRule.get(rule.name(), lines.toArray(String[]::new)).by(rule.method());
  }

  private HostModePair pair() {
    return HostModePair.of(withUrl, withoutUrl);
  }

  private HostModeApp with() {
    return pair().with();
  }

  private HostModeApp without() {
    return pair().without();
  }

  private void assertSame(State state, RawResponse expected, RawResponse actual) {
    Set<String> ignored = new HashSet<>(NOT_COMPARED);
    if (actual.status() == 200 && state == State.STORED) {
      ignored.addAll(HostModePair.FRAMING);
    } else if (actual.status() == 304) {
      // The store's has it always: who reads across origins needs it.
      ignored.add("access-control-allow-origin");
      ignored.addAll(Container.underTest().saysMoreOfWhatIsNotModified());
    }
    assertThat(actual.status()).isEqualTo(expected.status());
    assertThat(actual.isComplete()).as("complete").isTrue();
    assertThat(pair().fields(actual, ignored)).isEqualTo(pair().fields(expected, ignored));
  }
}
