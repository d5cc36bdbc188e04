package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.AnsweringServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.HeaderList;
import io.github.hlsprebuffer.testing.RawBody;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same application twice, with the filter and without: a viewer must not see a difference. */
@ExtendWith(ArquillianExtension.class)
class HostModeTransparencyIT {
  private static final List<String> EXTENSIONS = List.of("ts", "m3u8", "bin");
  // The container keeps the connection of the one open, and lets the other wait a second or two.
  private static final Set<String> SLOW = Set.of("writes-less", "async-timeout");

  @ArquillianResource
  @OperateOnDeployment("with")
  private URL withUrl;

  @ArquillianResource
  @OperateOnDeployment("without")
  private URL withoutUrl;

  @Deployment(name = "with", testable = false)
  static WebArchive withFilter() {
    return host(
        HostModeWar.named("transparent")
            .prebuffer("REQUEST", "ASYNC", "FORWARD", "INCLUDE", "ERROR"));
  }

  @Deployment(name = "without", testable = false)
  static WebArchive withoutFilter() {
    return host(HostModeWar.named("undisguised"));
  }

  // Error pages have the names in them, and lengths: these are equally long.
  private static WebArchive host(HostModeWar war) {
    return war.servlet(AnsweringServlet.class, "/answers/*")
        .file(Bodies.utf8("<!doctype html><title>Page</title>"), "page.html")
        .file(Bodies.body(1, 10_000), "small.ts")
        .file(Bodies.body(2, 60_000), "medium.ts")
        .file(Bodies.body(3, 1_500_000), "large.ts")
        .file(Bodies.body(4, 60_000), "unknown")
        .build();
  }

  static Stream<String> answers() {
    Set<String> unlike = Container.underTest().unlikeItselfBehindAWrapper();
    return AnsweringServlet.names().stream()
        .filter(name -> !SLOW.contains(name) && !unlike.contains(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void get_answerOfAServlet_isTheSame(String answer) throws Exception {
    for (String extension : EXTENSIONS) {
      String path = "answers/" + answer + "." + extension;
      assertSame(path, without().get(path), with().get(path));
      assertSameContent(path, without().get(path), with().get(path));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"page.html", "small.ts", "medium.ts", "large.ts", "unknown", "not-there.ts", "/"})
  void get_staticFile_isTheSame(String path) throws Exception {
    assertSame(path, without().get(path), with().get(path));
    assertSameContent(path, without().get(path), with().get(path));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"page.html", "medium.ts", "unknown"})
  void get_withConditions_isTheSame(String path) throws Exception {
    for (int round = 0; round < 2; round++) {
      RawResponse expected = without().get(path, condition(without(), path));
      RawResponse actual = with().get(path, condition(with(), path));
      assertThat(expected.status()).isEqualTo(304);
      assertThat(actual.status()).isEqualTo(304);
      assertThat(actual.body()).isEmpty();
      assertThat(actual.headers().contains("ETag")).isEqualTo(Container.underTest().tagsFiles());
      boolean maySayType =
          Container.underTest().saysMoreOfWhatIsNotModified().contains("content-type");
      assertThat(actual.headers().contains("Content-Type")).isIn(false, maySayType);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"bytes=10-99", "bytes=59990-", "bytes=-20", "bytes=70000-", "bytes=0-1,5-6", "x"})
  void get_range_isTheSame(String range) throws Exception {
    String path = "medium.ts?" + range.hashCode();
    String field = "Range: " + range;
    assertSameRange(without().get(path, field), with().get(path, field));
    assertThat(with().get(path).status()).isEqualTo(200);
    with().awaitIdle();
    // Tomcat refuses a Range that it cannot read and sends several parts; RFC 9110 §14.2 and
    // §15.3.7
    // let a server ignore both, which is what the store does.
    boolean isRead = range.startsWith("bytes") && !range.contains(",");
    if (isRead && Container.underTest().servesPartsOfFiles()) {
      assertSameRange(without().get(path, field), with().get(path, field));
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"page.html", "medium.ts", "answers/writer-utf8.m3u8", "answers/chunked.ts"})
  void head_isTheSame(String path) throws Exception {
    assertSame(path, head(without(), path), head(with(), path));
  }

  @Test
  void post_isTheSame() throws Exception {
    for (String path : List.of("answers/echo.ts", "answers/echo.m3u8", "page.html")) {
      assertSame(path, post(without(), path), post(with(), path));
    }
  }

  @Test
  void get_severalOnOneConnection_followEachOther() throws Exception {
    try (RawHttp connection = with().connect()) {
      for (String path : List.of("small.ts", "answers/chunked.ts", "large.ts", "small.ts")) {
        RawResponse response = connection.get(with().target(path)).readResponse();
        assertThat(response.status()).as(path).isEqualTo(200);
        assertThat(response.isComplete()).as(path).isTrue();
      }
    }
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

  private static String condition(HostModeApp app, String path) throws IOException {
    HeaderList fields = app.get(path).headers();
    return Container.underTest().tagsFiles()
        ? "If-None-Match: " + fields.first("ETag").orElseThrow()
        : "If-Modified-Since: " + fields.first("Last-Modified").orElseThrow();
  }

  private static RawResponse head(HostModeApp app, String path) throws IOException {
    try (RawHttp connection = app.connect()) {
      return connection.head(app.target(path)).readResponse();
    }
  }

  private static RawResponse post(HostModeApp app, String path) throws IOException {
    try (RawHttp connection = app.connect()) {
      return connection
          .send(
              "POST %s HTTP/1.1\r\nHost: here\r\nContent-Length: 7\r\n\r\nposted!"
                  .formatted(app.target(path)))
          .readResponse();
    }
  }

  /** Everything but what differs from one moment, or one copy of a file, to the next. */
  private void assertSame(String what, RawResponse expected, RawResponse actual) {
    assertThat(actual.head().statusLine()).as(what).isEqualTo(expected.head().statusLine());
    assertThat(pair().fields(actual, Set.of()))
        .as(what)
        .isEqualTo(pair().fields(expected, Set.of()));
    assertSameBody(what, expected, actual);
  }

  /** The same, where the answer may have come from the store and be framed in another way. */
  private void assertSameContent(String what, RawResponse expected, RawResponse actual) {
    String how = what + " " + cacheStatus(actual);
    assertThat(actual.status()).as(how).isEqualTo(expected.status());
    assertThat(pair().fields(actual, HostModePair.FRAMING))
        .as(how)
        .isEqualTo(pair().fields(expected, HostModePair.FRAMING));
    assertSameBody(how, expected, actual);
  }

  private void assertSameRange(RawResponse expected, RawResponse actual) {
    String how = cacheStatus(actual);
    assertThat(actual.status()).as(how).isEqualTo(expected.status());
    if (expected.status() != 416
        && expected.head().headers().first("Content-Type").orElse("").startsWith("video")) {
      assertThat(pair().fields(actual, Set.of()))
          .as(how)
          .isEqualTo(pair().fields(expected, Set.of()));
      assertSameBody(how, expected, actual);
    }
  }

  private void assertSameBody(String what, RawResponse expected, RawResponse actual) {
    if (expected.ending() == RawBody.Ending.COMPLETE) {
      assertThat(pair().text(actual)).as(what).isEqualTo(pair().text(expected));
    }
    assertThat(actual.ending()).as(what).isEqualTo(expected.ending());
  }
}
