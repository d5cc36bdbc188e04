package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In an application of Spring Boot, behind Spring Security. */
class SpringBootIT {
  private static final byte[] BODY = Bodies.body(1, 300_000);

  /** So little that it stays in the response's buffer until the end. */
  private static final byte[] SMALL = Bodies.body(2, 1_000);

  /** More than the kernel takes of a response that nobody reads. */
  private static final byte[] LARGE = Bodies.body(3, 7 << 20);

  private static final String FIRST = viewer("first");
  private static final String SECOND = viewer("second");

  @TempDir private static Path media;

  @BeforeAll
  static void serve() throws IOException {
    Files.writeString(media.resolve("index.m3u8"), Playlists.vod(3));
    for (int i = 0; i < 3; i++) {
      Files.write(media.resolve("segment" + i + ".ts"), BODY);
    }
    Files.write(media.resolve("small.ts"), SMALL);
    Files.write(media.resolve("large.ts"), LARGE);
  }

  @Test
  void play_asSpringSecurityComes_nothingIsStoredAndTheLogSaysWhy() throws Exception {
    try (SpringBootApp boot = SpringBootApp.start(media, FIRST)) {
      HostModeApp app = boot.app();
      assertThat(app.get("media/index.m3u8", FIRST).status()).isEqualTo(200);
      for (int round = 0; round < 2; round++) {
        for (String file : List.of("small.ts", "segment0.ts", "segment1.ts")) {
          RawResponse response = app.get("media/" + file, FIRST);
          assertThat(response.headers().first("Cache-Control").orElse("")).contains("no-store");
          assertThat(cacheStatus(response)).as(file).doesNotContain("hit");
          app.awaitIdle();
        }
      }
      assertThat(app.statistic("hits")).isZero();
      assertThat(app.statistic("notStoredForbidden")).isPositive();
      assertThat(app.statistic("storedResources")).isZero();
      assertThat(boot.process().awaitPrinted("Segments of .*index.m3u8.* may not be stored.*"))
          .contains("NO_STORE", "Cache-Control of its own, such as max-age=3600");
    }
  }

  @Test
  void play_withACacheControlOfItsOwn_secondViewerGetsHitsAndStrangersNothing() throws Exception {
    String[] storable = Readme.block("spring-boot-properties").lines().toArray(String[]::new);
    try (SpringBootApp boot = SpringBootApp.start(media, FIRST, storable)) {
      HostModeApp app = boot.app();
      assertThat(app.get("media/segment0.ts").status()).isEqualTo(401);
      assertThat(app.get("media/index.m3u8", FIRST).status()).isEqualTo(200);
      assertWhole(app.get("media/segment0.ts", FIRST), "fwd=miss");
      app.awaitStatistic("segmentsPrebuffered", 2);
      assertWhole(app.get("media/segment1.ts", FIRST), "hit");
      for (int i = 0; i < 3; i++) {
        assertWhole(app.get("media/segment" + i + ".ts", SECOND), "hit");
      }
      RawResponse refused = app.get("media/segment1.ts");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().contains("Cache-Status")).isFalse();

      assertSlowViewersHoldNoThread(app);

      boot.process().terminate();
      assertThat(boot.process().awaitEnd(Duration.ofSeconds(20))).as("ended").isTrue();
    }
  }

  private static void assertSlowViewersHoldNoThread(HostModeApp app) throws IOException {
    app.get("media/large.ts", FIRST);
    app.awaitIdle();
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        RawHttp viewer = app.connect().get(app.target("media/large.ts"), FIRST);
        slow.add(viewer);
        assertThat(viewer.readHead().headers().first("Cache-Status")).hasValue(Gateway.HIT);
      }
      assertWhole(app.get("media/segment2.ts", SECOND), "hit");
    } finally {
      for (RawHttp viewer : slow) {
        viewer.close();
      }
    }
  }

  private static void assertWhole(RawResponse response, String status) {
    Expectations.assertWhole(response, BODY);
    assertThat(cacheStatus(response)).isEqualTo(status);
  }

  private static String viewer(String name) {
    byte[] credentials = (name + ":" + name).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials);
  }
}
