package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A deployed host application, seen by its viewers.
 *
 * @param root with the context path and a slash at its end
 * @param operator field lines of who may see the statistics
 */
record HostModeApp(URI root, List<String> operator) {
  static final String STATISTICS = "/statistics.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  HostModeApp(URI root) {
    this(root, List.of());
  }

  static HostModeApp at(URL url) {
    try {
      return new HostModeApp(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  URI uri(String path) {
    return URI.create(root + path.replaceFirst("^/", ""));
  }

  /** A path as it stands in a request line. */
  String target(String path) {
    URI uri = uri(path);
    return uri.getRawQuery() == null
        ? uri.getRawPath()
        : uri.getRawPath() + "?" + uri.getRawQuery();
  }

  RawResponse get(String path, String... fieldLines) throws IOException {
    return RawHttp.fetch(uri(path), fieldLines);
  }

  RawHttp connect() throws IOException {
    return RawHttp.connect(root);
  }

  /** The parameters of this project's member of {@code Cache-Status}, or nothing. */
  static String cacheStatus(RawResponse response) {
    return response.headers().first("Cache-Status").orElse("").replace("hls-prebuffer; ", "");
  }

  /** How often each path, with its query, reached the host application. */
  Map<String, Integer> hostRequests() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    get(CountingFilter.REPORT)
        .text()
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(parts -> counts.put(parts[1], Integer.parseInt(parts[0])));
    return counts;
  }

  int hostRequests(String path) throws IOException {
    return hostRequests().getOrDefault(path, 0);
  }

  long statistic(String name) {
    try {
      return JSON.readTree(get(STATISTICS, operator.toArray(String[]::new)).body())
          .path(name)
          .asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitStatistic(String name, long atLeast) {
    await(name)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(statistic(name)).as(name).isGreaterThanOrEqualTo(atLeast));
  }

  /** Waits until nothing is on its way. */
  void awaitIdle() {
    await("idle")
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(statistic("fillsInFlight")).isZero());
  }
}
