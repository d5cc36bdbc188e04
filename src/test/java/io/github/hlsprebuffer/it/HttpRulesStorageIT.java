package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway keeps, and whom it gives that to (RFC 9111 §3, §4). */
@ExtendWith(ArquillianExtension.class)
class HttpRulesStorageIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final AtomicInteger PATHS = new AtomicInteger();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "storage.war")
        .with("forwardHeaders", "Authorization, Accept-Language")
        .archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  /** Field lines of the answer, and whether the next viewer gets the same answer from the store. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Nothing: said                                      | hit
          Cache-Control: max-age=60                            | hit
          Cache-Control: max-age="60"                          | hit
          Cache-Control: max-age=99999999999999999999          | hit
          Cache-Control: public                                | hit
          Cache-Control: must-revalidate                       | hit
          Cache-Control: max-age=60, must-revalidate           | hit
          Cache-Control: unheard-of=1, max-age=60              | hit
          Cache-Control: max-age=0, s-maxage=60                | hit
          Cache-Control: s-maxage=0, max-age=60                | fwd=miss
          Cache-Control: max-age=0                             | fwd=miss
          Cache-Control: max-age=-1                            | fwd=miss
          Cache-Control: max-age=soon                          | fwd=miss
          Cache-Control: max-age                               | fwd=miss
          Cache-Control: max-age=60, max-age=0                 | fwd=miss
          Cache-Control: max-age=60; Cache-Control: no-store   | fwd=miss
          Cache-Control: no-store                              | fwd=miss
          Cache-Control: No-Store, max-age=60                  | fwd=miss
          Cache-Control: no-cache                              | fwd=miss
          Cache-Control: no-cache="etag, x", max-age=60        | fwd=miss
          Cache-Control: private, max-age=60                   | fwd=miss
          Cache-Control: private="etag", max-age=60            | fwd=miss
          Cache-Control: public, private                       | fwd=miss
          Cache-Control: max-age=60; Age: 10                   | hit
          Cache-Control: max-age=60; Age: 60                   | fwd=miss
          Cache-Control: max-age=60; Age: 99999999999          | fwd=miss
          Cache-Control: max-age=60; Age: -5                   | hit
          Cache-Control: max-age=60; Age: old                  | hit
          Expires: Fri, 01 Jan 2100 00:00:00 GMT               | hit
          Expires: Fri, 31 Dec 9999 23:59:59 GMT               | hit
          Expires: Fri Jan  1 00:00:00 2100                    | hit
          Expires: Thu, 01 Jan 1970 00:00:00 GMT               | fwd=miss
          Expires: 0                                           | fwd=miss
          Expires: -1                                          | fwd=miss
          Expires: 0; Cache-Control: max-age=60                | hit
          Expires: Fri, 01 Jan 2100 00:00:00 GMT; Cache-Control: max-age=0 | fwd=miss
          Set-Cookie: viewer=1                                 | fwd=miss
          Set-Cookie: viewer=1; Cache-Control: public, max-age=60 | fwd=miss
          Vary: *                                              | fwd=miss
          Vary: Origin, *                                      | fwd=miss
          Vary: Origin, Accept-Encoding                        | hit
          Content-Encoding: gzip                               | hit
          """)
  void get_again_fromTheStoreOrNot(String lines, String second) throws Exception {
    String path = assertAnswers(lines, 200, "X-Viewer: 1", "X-Viewer: 2", second);

    assertThat(ORIGIN.count(path)).isEqualTo(second.equals("hit") ? 1 : 2);
  }

  /** Statuses other than 200 are never kept; what may pass soon is asked for twice each time. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"203, 1", "206, 1", "404, 1", "410, 1", "500, 1", "502, 2", "503, 2"})
  void get_statusThatIsNotKept_isAskedForAgain(int status, int times) throws Exception {
    String path =
        assertAnswers(
            "Cache-Control: max-age=60", status, "X-Viewer: 1", "X-Viewer: 2", "fwd=miss");

    assertThat(ORIGIN.count(path)).isEqualTo(2 * times);
  }

  /**
   * Who may have what another viewer was answered, where {@code Authorization} and {@code
   * Accept-Language} are sent on: only what is public, and only if {@code Vary} names nothing in
   * which the two differ (RFC 9111 §3.5, §4.1).
   */
  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Cache-Control: max-age=60                  | Authorization: a    | Authorization: a    | hit
          Cache-Control: max-age=60                  | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: max-age=60                  | Authorization: a    | X-Viewer: nobody    | fwd=miss
          Cache-Control: s-maxage=60                 | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: must-revalidate             | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: private                     | Authorization: a    | Authorization: a    | hit
          Cache-Control: private                     | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: public, private             | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: no-store                    | Authorization: a    | Authorization: a    | fwd=miss
          Cache-Control: public                      | Authorization: a    | Authorization: b    | hit
          Cache-Control: public                      | Authorization: a    | X-Viewer: nobody    | hit
          Cache-Control: public; Vary: Authorization | Authorization: a    | Authorization: b    | fwd=miss
          Cache-Control: public                      | Accept-Language: de | Accept-Language: en | hit
          Cache-Control: public; Vary: accept-language | Accept-Language: de | Accept-Language: en | fwd=miss
          Cache-Control: public; Vary: accept-language | Accept-Language: de | X-Viewer: nobody    | fwd=miss
          Cache-Control: public; Vary: accept-language | Accept-Language: de | accept-language: de | hit
          Cache-Control: public; Vary: Cookie        | Cookie: a           | Cookie: b           | hit
          """)
  void get_byAnother_sharedOrNot(String lines, String one, String other, String second)
      throws Exception {
    String path = assertAnswers(lines, 200, one, other, second);

    assertThat(ORIGIN.count(path)).isEqualTo(second.equals("hit") ? 1 : 2);
  }

  /** RFC 9111 §4.2.3: the age on arrival and the time since. */
  @Test
  void get_stored_itsAgeIsCountedFromTheOriginOn() throws Exception {
    String path = path();
    ORIGIN.serve(
        path,
        Resource.text("aged", "video/mp2t")
            .withHeader("Age", "100")
            .withHeader("Cache-Control", "max-age=900"));
    Gateway gateway = Gateway.at(url);

    assertThat(gateway.get(path).headers().all("Age")).containsExactly("100");
    gateway.awaitQuiet();
    for (String line : new String[] {"X-Any: 1", "Range: bytes=0-1", "If-None-Match: *"}) {
      assertThat(gateway.get(path, line).headers().all("Age"))
          .singleElement()
          .satisfies(age -> assertThat(Long.parseLong(age)).isBetween(100L, 160L));
    }
    assertThat(ORIGIN.count(path)).isEqualTo(1);
  }

  /** Every answer of the origin is another one, so that one sees whose it is; returns the path. */
  private String assertAnswers(String lines, int status, String one, String other, String second)
      throws Exception {
    String path = path();
    ORIGIN.serve(
        path,
        request ->
            withLines(Resource.text("answer " + request.order(), "video/mp2t"), lines)
                .withStatus(status));
    Gateway gateway = Gateway.at(url);
    RawResponse first = gateway.get(path, one);
    gateway.awaitQuiet();
    RawResponse again = gateway.get(path, other);

    boolean isHit = second.equals("hit");
    assertThat(Gateway.cacheStatus(first)).isEqualTo(Gateway.MISS);
    assertThat(Gateway.cacheStatus(again)).isEqualTo("hls-prebuffer; " + second);
    assertThat(again.status()).isEqualTo(status);
    assertThat(again.text().equals(first.text())).as("the same answer").isEqualTo(isHit);
    return path;
  }

  private static Resource withLines(Resource resource, String lines) {
    Resource result = resource;
    for (String line : lines.split("; ", -1)) {
      String[] field = line.split(": ", 2);
      result = result.withHeader(field[0], field[1]);
    }
    return result;
  }

  private static String path() {
    return "/kept-" + PATHS.incrementAndGet() + ".ts";
  }
}
