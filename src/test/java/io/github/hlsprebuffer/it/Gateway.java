package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;

/**
 * A deployed gateway as its viewers see it. Paths are those of the origin, such as {@code
 * /a/index.m3u8}.
 *
 * @param base address of the web application, with a slash at the end
 */
record Gateway(URI base) {
  /** A response that came from the store. */
  static final String HIT = "hls-prebuffer; hit";

  /** A response that was fetched for this request. */
  static final String MISS = "hls-prebuffer; fwd=miss";

  /** A response that joined a fetch under way. */
  static final String COLLAPSED = "hls-prebuffer; fwd=miss; collapsed";

  /** A response that is none of the cache's business. */
  static final String BYPASS = "hls-prebuffer; fwd=bypass";

  /** A response to a byte range that no playlist names. */
  static final String BYPASS_RANGE = "hls-prebuffer; fwd=bypass; detail=range";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  static Gateway at(URL url) {
    return new Gateway(URI.create(url.toString()));
  }

  /** The target of a request for what the origin has under this path. */
  String target(String originPath) {
    return base.getRawPath().replaceFirst("/$", "") + GatewayWar.PREFIX + originPath;
  }

  /** A connection of its own. */
  RawHttp connect() throws IOException {
    return RawHttp.connect(base);
  }

  /** Gets what the origin has under this path, on a connection of its own. */
  RawResponse get(String originPath, String... fieldLines) throws IOException {
    try (RawHttp client = connect()) {
      return client.get(target(originPath), fieldLines).readResponse();
    }
  }

  /** The value of one statistic now. */
  long statistic(String name) throws IOException {
    JsonNode value = JSON.readTree(RawHttp.fetch(base.resolve("statistics")).body()).get(name);
    assertThat(value).as(name).isNotNull();
    return value.asLong();
  }

  /** Waits until nothing is on its way from the origin, and nothing is kept for what would be. */
  void awaitQuiet() {
    awaitStatistic("fillsInFlight", 0);
    awaitStatistic("originRequests", 0);
    awaitStatistic("reservedBytes", 0);
  }

  void awaitStatistic(String name, long expected) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(statistic(name)).as(name).isEqualTo(expected));
  }

  static String cacheStatus(RawResponse response) {
    return response.headers().first("Cache-Status").orElse("absent");
  }
}
