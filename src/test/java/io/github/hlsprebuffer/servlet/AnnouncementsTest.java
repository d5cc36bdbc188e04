package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.hints.NextRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.prefetch.ResourceRequest;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints of origins and hosts, and whatever else may stand there. */
final class AnnouncementsTest {
  private static final String FETCHED = "https://cdn/live/a/1.ts?v=1";

  private final ViewerMapping origin =
      new ViewerMapping(
          new ClientUris("http://tv", "/hls"),
          "https://cdn/live",
          "https://cdn/live",
          /* host= */ null,
          HttpFields.EMPTY.with("X-Tenant", "a"),
          "p1",
          /* space= */ "",
          Set.of("token"),
          /* forwardsCmcd= */ false);

  private final ViewerMapping host =
      new ViewerMapping(
          new ClientUris("http://tv", "/app"),
          "http://127.0.0.1:9/app",
          "http://tv/app",
          "tv",
          HttpFields.EMPTY,
          "",
          /* space= */ "",
          Set.of(),
          /* forwardsCmcd= */ false);

  private static HttpFields link(String reference) {
    return HttpFields.EMPTY.with("Link", "<" + reference + ">; rel=next");
  }

  private List<ResourceRequest> byOrigin(HttpFields response) {
    return Announcements.byOrigin(response, FETCHED, origin);
  }

  private List<ResourceRequest> byHost(HttpFields response) {
    return Announcements.byHost(response, "http://tv/app/a/1.ts", host);
  }

  private static List<String> fetched(List<ResourceRequest> requests) {
    return requests.stream().map(request -> request.fetch().uri().toString()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "2.ts, /a/2.ts",
    "2.ts?x=1&token=b, /a/2.ts?x=1&token=b",
    "../b/2.ts, /b/2.ts",
    "/live/b/2.ts, /b/2.ts",
    "https://cdn/live/b/2.ts, /b/2.ts",
    "//cdn/live/b/2.ts, /b/2.ts",
    "?v=2, /a/1.ts?v=2",
    "two words.ts, /a/two%20words.ts"
  })
  void byOrigin_referenceWithinTheOrigin_isWhatAPlayerWouldAskFor(String reference, String path) {
    List<ResourceRequest> requests = byOrigin(link(reference));

    assertThat(fetched(requests)).containsExactly("https://cdn/live" + path);
    assertThat(requests.get(0).kind()).isEqualTo(Kind.SEGMENT);
    assertThat(requests.get(0).key().partition()).isEqualTo("p1");
    assertThat(requests.get(0).key().uri()).doesNotContain("token");
    assertThat(requests.get(0).fetch().fields().first("x-tenant")).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "//169.254.169.254/latest/",
        "https://169.254.169.254/live/a/2.ts",
        "//other/live/2.ts",
        "https://cdn.evil.example/live/2.ts",
        "https://cdn@evil.example/live/2.ts",
        "https://evil.example@cdn/live/2.ts",
        "https://cdn:8443/live/2.ts",
        "https://cdn/live",
        "https://cdn/live2/2.ts",
        "http://cdn/live/2.ts",
        "http://tv/hls/a/2.ts",
        "../../secret.ts",
        "../../../../etc/passwd",
        "/secret.ts",
        "/live/../secret.ts",
        "/live/%2e%2e/secret.ts",
        "/live/a/%2E%2E/%2e%2E/secret.ts",
        "/live/.%2e/secret.ts",
        "/live/..;x=1/secret.ts",
        "/live/a%2f..%2f..%2fsecret.ts",
        "/live/a%5c..%5csecret.ts",
        "/live/..\\secret.ts",
        "\\\\evil.example\\2.ts",
        "/\\evil.example/2.ts",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "jar:http://evil.example/a.jar!/x",
        "data:text/plain,x"
      })
  void byOrigin_referenceElsewhere_isDropped(String reference) {
    assertThat(byOrigin(link(reference))).isEmpty();
    assertThat(byOrigin(HttpFields.EMPTY.with("CDN-Origin-Assist-Prefetch-Path", reference)))
        .isEmpty();
    assertThat(byOrigin(HttpFields.EMPTY.with("CMSD-Static", "nor=\"" + encoded(reference) + "\"")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2.ts, http://127.0.0.1:9/app/a/2.ts",
    "../b/2.ts, http://127.0.0.1:9/app/b/2.ts",
    "/app/b/2.ts, http://127.0.0.1:9/app/b/2.ts",
    "http://tv/app/b/2.ts, http://127.0.0.1:9/app/b/2.ts",
    "https://tv/app/b/2.ts, http://127.0.0.1:9/app/b/2.ts"
  })
  void byHost_referenceWithinTheApplication_isAskedOverLoopback(String reference, String uri) {
    assertThat(fetched(byHost(link(reference)))).containsExactly(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/app/a/2.ts",
        "http://localhost/app/a/2.ts",
        "//other/app/2.ts",
        "http://tv:8080/app/2.ts",
        "http://tv.evil.example/app/2.ts",
        "http://tv@evil.example/app/2.ts",
        "/other-app/2.ts",
        "/appendix/2.ts",
        "../../manager/html",
        "/app/../manager/html",
        "/app/%2e%2e/manager/html",
        "/app/..;/manager/html",
        "/app/a%2f..%2f..%2fmanager",
        "/app/..\\manager"
      })
  void byHost_referenceElsewhere_isDropped(String reference) {
    assertThat(byHost(link(reference))).isEmpty();
  }

  @Test
  void byOrigin_ranges_onlyClosedOnes() {
    assertThat(byOrigin(HttpFields.EMPTY.with("CMSD-Static", "nor=\"2.ts\",nrr=\"10-19\"")))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.key().range()).isEqualTo(new ByteInterval(10, 19));
              assertThat(request.fetch().fields().first("range")).isEqualTo("bytes=10-19");
            });
    assertThat(byOrigin(HttpFields.EMPTY.with("CMSD-Static", "nor=\"2.ts\",nrr=\"10-\"")))
        .isEmpty();
    assertThat(byOrigin(HttpFields.EMPTY.with("CMSD-Static", "nor=\"2.ts\",nrr=\"-10\"")))
        .isEmpty();
  }

  @Test
  void byOrigin_rangeAlone_isOneOfTheSameResource() {
    assertThat(fetched(byOrigin(HttpFields.EMPTY.with("CMSD-Static", "nrr=\"10-19\""))))
        .containsExactly(FETCHED);
  }

  @Test
  void byOrigin_moreThanAnybodyNeeds_areCutOff() {
    String many =
        IntStream.range(0, 100)
            .mapToObj(i -> "<" + i + ".ts>; rel=next")
            .collect(Collectors.joining(","));

    assertThat(byOrigin(HttpFields.EMPTY.with("Link", many))).hasSize(NextRequest.MAX_REQUESTS);
  }

  @Test
  void byOrigin_nothingAnnounced_isNothing() {
    HttpFields ordinary =
        HttpFields.EMPTY
            .with("Content-Type", "video/mp2t")
            .with("Date", "Mon, 02 Mar 2020 03:04:05 GMT")
            .with("Link", "<style.css>; rel=stylesheet");

    assertThat(byOrigin(ordinary)).isEmpty();
    assertThat(byHost(ordinary)).isEmpty();
  }

  /** Version 1 of CMSD and CMCD percent-encodes its paths. */
  private static String encoded(String reference) {
    return reference
        .chars()
        .mapToObj(c -> String.format(Locale.ROOT, "%%%02X", c))
        .collect(Collectors.joining());
  }
}
