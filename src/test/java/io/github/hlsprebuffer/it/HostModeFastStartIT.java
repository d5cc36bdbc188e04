package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In front of an application a player's first segment is there when it asks for it. */
@ExtendWith(ArquillianExtension.class)
class HostModeFastStartIT {
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("host-fast-start")
        .parameter("hlsprebuffer.fastStart", "true")
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  /** The playlist itself is the application's to answer, and what it forbids is not kept. */
  @Test
  void multivariantPlaylist_firstSegment_isThereBeforeThePlayerAsks() throws Exception {
    BEHIND.serve(
        "/fast/index.m3u8",
        Resource.playlist(
            Playlists.multivariant()
                .withVariant("video?id=1", 1_000_000)
                .withVariant("high.m3u8", 2_000_000)
                .text()));
    BEHIND.serve(
        "/fast/video?id=1",
        Resource.playlist(Playlists.vod(4)).withHeader("Cache-Control", "no-store"));
    for (int i = 0; i < 4; i++) {
      BEHIND.serve("/fast/segment" + i + ".ts", Resource.segment(Bodies.body(i, 5_000)));
    }
    HostModeApp app = HostModeApp.at(url);

    RawResponse unusedIndex = app.get("relay/fast/index.m3u8", "Accept-Encoding: gzip");
    BEHIND.log().awaitCompleted("/fast/segment0.ts", 1, PATIENCE);
    app.awaitIdle();
    RawResponse playlist = app.get("relay/fast/video?id=1", "Accept-Encoding: gzip");
    RawResponse segment = app.get("relay/fast/segment0.ts", "Accept-Encoding: gzip");

    assertThat(playlist.text()).isEqualTo(Playlists.vod(4));
    assertThat(app.hostRequests("/relay/fast/video?id=1")).isEqualTo(2);
    assertThat(cacheStatus(segment)).isEqualTo("hit");
    assertThat(segment.body()).isEqualTo(Bodies.body(0, 5_000));
    assertThat(app.hostRequests("/relay/fast/segment0.ts")).isEqualTo(1);
    assertThat(app.hostRequests("/relay/fast/high.m3u8")).isZero();
    assertThat(app.statistic("internalFailures")).isZero();
    // Ours must be answered with something that can be read.
    assertThat(BEHIND.requests())
        .filteredOn(request -> request.path().equals("/fast/video"))
        .extracting(request -> request.header("Accept-Encoding"))
        .containsExactly(Optional.empty(), Optional.of("gzip"));
  }
}
