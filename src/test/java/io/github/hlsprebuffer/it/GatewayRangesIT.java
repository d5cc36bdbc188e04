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
import java.util.Arrays;
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

/** Byte ranges and conditions (RFC 9110 §13, §14) through the gateway. */
@ExtendWith(ArquillianExtension.class)
class GatewayRangesIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** More than one block of the store. */
  private static final int LENGTH = 300_000;

  private static final byte[] BODY = Bodies.body(1, LENGTH);
  private static final String ETAG = "\"v1\"";
  private static final String MODIFIED = "Mon, 02 Mar 2020 03:04:05 GMT";
  private static final String STORED = "/stored.ts";

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "ranges.war").archive();
  }

  @AfterAll
  static void close() {
    ORIGIN.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=10-19, 10, 19",
    "bytes=131000-262200, 131000, 262200",
    "bytes=299990-, 299990, 299999",
    "bytes=-10, 299990, 299999",
    "bytes=-400000, 0, 299999",
    "bytes=299990-400000, 299990, 299999"
  })
  void get_rangeOfAStoredSegment_partialContent(String range, int first, int last)
      throws Exception {
    RawResponse seen = gatewayWithStored().get(STORED, "Range: " + range);
    assertThat(seen.status()).isEqualTo(206);
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
    assertThat(seen.headers().all("Content-Range"))
        .containsExactly("bytes %d-%d/%d".formatted(first, last, LENGTH));
    assertThat(seen.headers().all("Content-Length"))
        .containsExactly(Integer.toString(last - first + 1));
    assertThat(seen.body()).isEqualTo(Arrays.copyOfRange(BODY, first, last + 1));
    assertThat(ORIGIN.count(STORED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=300000-", "bytes=300000-300001", "bytes=-0"})
  void get_rangeBeyondAStoredSegment_notSatisfiable(String range) throws Exception {
    RawResponse seen = gatewayWithStored().get(STORED, "Range: " + range);
    assertThat(seen.status()).isEqualTo(416);
    assertThat(seen.headers().all("Content-Range")).containsExactly("bytes */" + LENGTH);
    assertThat(seen.isComplete()).isTrue();
    assertThat(ORIGIN.count(STORED)).isEqualTo(1);
  }

  /** RFC 9110 §14.2: an invalid Range field is ignored, and ranges may be. */
  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-1", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6"})
  void get_rangeThatIsNotServed_theWholeFromTheStore(String range) throws Exception {
    RawResponse seen = gatewayWithStored().get(STORED, "Range: " + range);
    Expectations.assertWhole(seen, BODY);
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
  }

  @Test
  void get_ifRange_rangeOnlyOfTheSameRepresentation() throws Exception {
    Gateway gateway = gatewayWithStored();
    RawResponse same = gateway.get(STORED, "Range: bytes=0-9", "If-Range: " + ETAG);
    assertThat(same.status()).isEqualTo(206);
    assertThat(same.body()).isEqualTo(Arrays.copyOf(BODY, 10));
    Expectations.assertWhole(gateway.get(STORED, "Range: bytes=0-9", "If-Range: \"v0\""), BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-None-Match: \"v1\"",
        "If-None-Match: W/\"v1\"",
        "If-None-Match: \"v0\", \"v1\"",
        "If-None-Match: *",
        "If-Modified-Since: Mon, 02 Mar 2020 03:04:05 GMT"
      })
  void get_storedSegmentThatTheViewerHas_notModified(String condition) throws Exception {
    RawResponse seen = gatewayWithStored().get(STORED, condition);
    assertThat(seen.status()).isEqualTo(304);
    assertThat(seen.headers().first("ETag")).hasValue(ETAG);
    assertThat(seen.body()).isEmpty();
    assertThat(ORIGIN.count(STORED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-None-Match: \"v0\"",
        "If-Modified-Since: Mon, 02 Mar 2020 03:04:04 GMT",
        "If-Modified-Since: some day"
      })
  void get_storedSegmentThatTheViewerHasNot_theWhole(String condition) throws Exception {
    Expectations.assertWhole(gatewayWithStored().get(STORED, condition), BODY);
  }

  @Test
  void get_rangesThatAPlaylistNames_eachIsKeptAndFetchedAheadByItself() throws Exception {
    Gateway gateway = Gateway.at(url);
    String text = Playlists.vod().withSegments(3).withByteRanges("named.ts", 1000).text();
    byte[] body = Bodies.body(2, 3000);
    ORIGIN.serve("/named.m3u8", Resource.playlist(text));
    ORIGIN.serve("/named.ts", Resource.segment(body));
    assertThat(gateway.get("/named.m3u8").text()).isEqualTo(text);

    assertRange(gateway.get("/named.ts", "Range: bytes=0-999"), Gateway.MISS, body, 0, 999);
    ORIGIN.log().awaitCompleted("/named.ts", 3, PATIENCE);
    gateway.awaitQuiet();
    for (int first : List.of(1000, 2000, 0)) {
      String range = "Range: bytes=%d-%d".formatted(first, first + 999);
      assertRange(gateway.get("/named.ts", range), Gateway.HIT, body, first, first + 999);
    }
    assertThat(ranges("/named.ts"))
        .containsExactlyInAnyOrder("bytes=0-999", "bytes=1000-1999", "bytes=2000-2999");

    assertRange(
        gateway.get("/named.ts", "Range: bytes=500-1499"), Gateway.BYPASS_RANGE, body, 500, 1499);
    Expectations.assertWhole(gateway.get("/named.ts"), body);
  }

  /**
   * What is kept of a resource is a part; should a condition ask for the whole, it has no answer.
   */
  @Test
  void get_conditionOnARangeThatAPlaylistNames_holdsAsForTheWhole() throws Exception {
    Gateway gateway = Gateway.at(url);
    byte[] body = Bodies.body(2, 1000);
    String text = Playlists.vod().withSegments(1).withByteRanges("parts.ts", 1000).text();
    ORIGIN.serve("/parts.m3u8", Resource.playlist(text));
    ORIGIN.serve("/parts.ts", Resource.segment(body).withEtag(ETAG));
    assertThat(gateway.get("/parts.m3u8").text()).isEqualTo(text);
    String range = "Range: bytes=0-999";
    assertRange(gateway.get("/parts.ts", range), Gateway.MISS, body, 0, 999);
    gateway.awaitQuiet();

    RawResponse same = gateway.get("/parts.ts", range, "If-None-Match: " + ETAG);
    assertThat(same.status()).isEqualTo(304);
    assertThat(Gateway.cacheStatus(same)).isEqualTo(Gateway.HIT);
    assertThat(same.headers().contains("Content-Range")).isFalse();
    assertThat(gateway.get("/parts.ts", range, "If-Match: \"v0\"").status()).isEqualTo(412);
    Expectations.assertWhole(gateway.get("/parts.ts", range, "If-Range: \"v0\""), body);
    assertRange(
        gateway.get("/parts.ts", range, "If-Range: " + ETAG), Gateway.BYPASS_RANGE, body, 0, 999);
    assertRange(gateway.get("/parts.ts", range), Gateway.HIT, body, 0, 999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-14", "bytes=299990-", "bytes=-10"})
  void get_rangeThatNobodyNamed_passesThrough(String range) throws Exception {
    String path = "/unnamed" + range.length() + ".ts";
    ORIGIN.serve(path, Resource.segment(BODY));
    for (int request = 1; request <= 2; request++) {
      RawResponse seen = Gateway.at(url).get(path, "Range: " + range);
      assertThat(seen.status()).isEqualTo(206);
      assertThat(seen.body()).hasSize(10);
      assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.BYPASS_RANGE);
      assertThat(ranges(path)).hasSize(request).containsOnly(range);
    }
  }

  private Gateway gatewayWithStored() throws Exception {
    Gateway gateway = Gateway.at(url);
    if (ORIGIN.count(STORED) == 0) {
      ORIGIN.serve(STORED, Resource.segment(BODY).withEtag(ETAG).withLastModified(MODIFIED));
      Expectations.assertWhole(gateway.get(STORED), BODY);
      gateway.awaitQuiet();
    }
    return gateway;
  }

  private static void assertRange(
      RawResponse seen, String cacheStatus, byte[] body, int first, int last) {
    assertThat(seen.status()).isEqualTo(206);
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(cacheStatus);
    assertThat(seen.headers().all("Content-Range"))
        .containsExactly("bytes %d-%d/%d".formatted(first, last, body.length));
    assertThat(seen.body()).isEqualTo(Arrays.copyOfRange(body, first, last + 1));
  }

  private static List<String> ranges(String path) {
    return ORIGIN.log().requests(path).stream()
        .map((RequestRecord request) -> request.header("Range").orElse("none"))
        .toList();
  }
}
