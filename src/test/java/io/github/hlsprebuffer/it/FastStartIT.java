package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a player begins with is on its way once it has the multivariant playlist. */
@ExtendWith(ArquillianExtension.class)
class FastStartIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "fast-start.war")
        .with("fastStart", "true")
        .with("forwardHeaders", "Authorization")
        .archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  @Test
  void multivariantPlaylist_whatAPlayerBeginsWith_isThereBeforeItAsks() throws Exception {
    serve("/vod/");
    assertThat(get("/vod/index.m3u8").status()).isEqualTo(200);
    ORIGIN.log().awaitCompleted("/vod/segment0.ts", 1, PATIENCE);
    Gateway.at(url).awaitQuiet();
    assertThat(targets("/vod/"))
        .containsExactlyInAnyOrder(
            "/vod/index.m3u8",
            "/vod/video.m3u8",
            "/vod/audio.m3u8",
            "/vod/init.mp4",
            "/vod/segment0.ts",
            "/vod/sound0.aac");

    for (String name : List.of("video.m3u8", "audio.m3u8", "init.mp4", "segment0.ts")) {
      assertThat(Gateway.cacheStatus(get("/vod/" + name))).as(name).isEqualTo(Gateway.HIT);
      assertThat(ORIGIN.count("/vod/" + name)).as(name).isEqualTo(1);
    }
  }

  @Test
  void mediaPlaylist_isOnItsWay_playerJoins() throws Exception {
    serve("/joined/");
    Gate gate = ORIGIN.gateOnce("/joined/video.m3u8");
    RawResponse unusedIndex = get("/joined/index.m3u8");
    gate.awaitArrival(PATIENCE);
    Gateway gateway = Gateway.at(url);
    long joins = gateway.statistic("joins");
    Future<RawResponse> playlist = VIEWERS.submit(() -> get("/joined/video.m3u8"));
    gateway.awaitStatistic("joins", joins + 1);
    gate.release();

    assertThat(Gateway.cacheStatus(playlist.get())).isEqualTo(Gateway.COLLAPSED);
    assertThat(playlist.get().text()).isEqualTo(video());
    assertThat(ORIGIN.count("/joined/video.m3u8")).isEqualTo(1);
  }

  /** It is fetched for him with his own credentials. */
  @Test
  void mediaPlaylist_ofAViewerWithCredentials_isAskedForWithThem() throws Exception {
    serve("/own/");
    RawResponse unusedIndex = get("/own/index.m3u8", "Authorization: Basic YTpi");
    ORIGIN.log().awaitCompleted("/own/segment0.ts", 1, PATIENCE);
    assertThat(ORIGIN.requests())
        .filteredOn(request -> request.path().startsWith("/own/"))
        .allSatisfy(request -> assertThat(request.header("Authorization")).hasValue("Basic YTpi"));
  }

  @Test
  void mediaPlaylist_fails_playerAsksByItself() throws Exception {
    serve("/failing/");
    ORIGIN.serve("/failing/video.m3u8", Resource.status(503));
    RawResponse unusedIndex = get("/failing/index.m3u8");
    ORIGIN.log().awaitCompleted("/failing/video.m3u8", 1, PATIENCE);
    Gateway.at(url).awaitQuiet();
    ORIGIN.serve("/failing/video.m3u8", Resource.playlist(video()));

    assertThat(get("/failing/video.m3u8").text()).isEqualTo(video());
  }

  private static void serve(String folder) {
    ORIGIN.serve(
        folder + "index.m3u8",
        Resource.playlist(
            Playlists.multivariant()
                .withAudio("sound", "default", "audio.m3u8")
                .withVariant("video.m3u8", 1_000_000, "sound")
                .withVariant("high.m3u8", 2_000_000, "sound")
                .text()));
    ORIGIN.serve(folder + "video.m3u8", Resource.playlist(video()));
    ORIGIN.serve(
        folder + "audio.m3u8",
        Resource.playlist(Playlists.vod().withSegments(5).withNamePattern("sound%d.aac").text()));
    ORIGIN.serve(folder + "init.mp4", Resource.bytes(Bodies.body(99, 500), "video/mp4"));
    for (int i = 0; i < 5; i++) {
      ORIGIN.serve(folder + "segment" + i + ".ts", Resource.segment(Bodies.body(i, 5_000)));
      ORIGIN.serve(folder + "sound" + i + ".aac", Resource.segment(Bodies.body(50 + i, 1_000)));
    }
  }

  private static String video() {
    return Playlists.vod().withSegments(5).withMap("init.mp4").text();
  }

  private static List<String> targets(String folder) {
    return ORIGIN.requests().stream()
        .map(RequestRecord::target)
        .filter(target -> target.startsWith(folder))
        .toList();
  }

  private RawResponse get(String path, String... fieldLines) throws IOException {
    return Gateway.at(url).get(path, fieldLines);
  }
}
