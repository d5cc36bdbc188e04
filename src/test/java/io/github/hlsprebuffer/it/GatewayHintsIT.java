package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What origins announce with their segments is fetched ahead, as far as it is theirs. */
@ExtendWith(ArquillianExtension.class)
class GatewayHintsIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ScriptedOrigin OTHER = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SEGMENTS = 20;

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri("/base"), "hints.war").with("prebufferSegments", "1").archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
    OTHER.close();
  }

  /** A stream whose folder is of its own for each test. */
  private Gateway watching(String folder) throws Exception {
    ORIGIN.serve("/base" + folder + "/a.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)));
    for (int i = 0; i < SEGMENTS; i++) {
      serve(folder, i);
    }
    Gateway gateway = Gateway.at(url);
    gateway.get(folder + "/a.m3u8");
    return gateway;
  }

  private static void serve(String folder, int segment, String... nameAndValue) {
    Resource resource = Resource.segment(Bodies.body(segment, 5_000));
    for (int i = 0; i < nameAndValue.length; i += 2) {
      resource = resource.withHeader(nameAndValue[i], nameAndValue[i + 1]);
    }
    ORIGIN.serve(path(folder, segment), resource);
  }

  private static String path(String folder, int segment) {
    return "/base" + folder + "/segment" + segment + ".ts";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/link | Link | <segment9.ts>; rel=prefetch",
        "/absolute | Link | </base/absolute/segment9.ts>; rel=next",
        "/assist | CDN-Origin-Assist-Prefetch-Path | segment9.ts",
        "/cmsd | CMSD-Static | nor=\"segment9.ts\",ot=v"
      })
  void get_segmentThatAnnouncesAnother_thatOneIsFetchedAhead(
      String folder, String name, String value) throws Exception {
    Gateway gateway = watching(folder);
    serve(folder, 3, name, value);

    gateway.get(folder + "/segment3.ts");
    ORIGIN.log().awaitCompleted(path(folder, 9), 1, PATIENCE);
    gateway.awaitQuiet();

    RawResponse seen = gateway.get(folder + "/segment9.ts");
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
    Expectations.assertWhole(seen, Bodies.body(9, 5_000));
  }

  /** One hop: what is fetched ahead announces nothing until a viewer asks for it. */
  @Test
  void get_prefetchedSegmentThatAnnouncesAnother_onlyAViewersRequestCounts() throws Exception {
    Gateway gateway = watching("/hop");
    serve("/hop", 3, "Link", "<segment9.ts>; rel=next");
    serve("/hop", 9, "Link", "<segment15.ts>; rel=next");

    gateway.get("/hop/segment3.ts");
    ORIGIN.log().awaitCompleted(path("/hop", 9), 1, PATIENCE);
    ORIGIN.log().awaitCompleted(path("/hop", 4), 1, PATIENCE);
    gateway.awaitQuiet();
    assertThat(ORIGIN.count(path("/hop", 15))).isZero();

    assertThat(Gateway.cacheStatus(gateway.get("/hop/segment9.ts"))).isEqualTo(Gateway.HIT);
    ORIGIN.log().awaitCompleted(path("/hop", 15), 1, PATIENCE);
  }

  @Test
  void get_segmentThatAnnouncesWhatIsElsewhere_nothingIsFetchedThere() throws Exception {
    Gateway gateway = watching("/hostile");
    OTHER.serve("/base/x.ts", Resource.segment(Bodies.body(1, 10)));
    ORIGIN.serve("/secret.ts", Resource.segment(Bodies.body(1, 10)));
    String authority = OTHER.uri().getRawAuthority();
    serve(
        "/hostile",
        3,
        "Link",
        "<http://%s/base/x.ts>; rel=next, <//%s/base/x.ts>; rel=next"
            .formatted(authority, authority),
        "Link",
        "<http://169.254.169.254/latest/meta-data/>; rel=prefetch",
        "Link",
        "</secret.ts>; rel=next, <../../secret.ts>; rel=next, </base/%2e%2e/secret.ts>; rel=next",
        // The last one is honest, and so comes after all the others have been looked at.
        "Link",
        "<segment9.ts>; rel=next");

    gateway.get("/hostile/segment3.ts");
    ORIGIN.log().awaitCompleted(path("/hostile", 9), 1, PATIENCE);
    gateway.awaitQuiet();

    assertThat(OTHER.requests()).isEmpty();
    assertThat(ORIGIN.requests())
        .extracting(RequestRecord::target)
        .noneMatch(target -> target.contains("secret"))
        .allMatch(target -> target.startsWith("/base/"));
  }
}
