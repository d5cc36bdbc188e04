package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams that lie in the web application as files. */
@ExtendWith(ArquillianExtension.class)
class HostModeDefaultServletIT {
  private static final int WINDOW = 5;
  private static final HostModeStream DEMO = HostModeStream.demo();
  private static final HostModeStream TRANSPORT =
      HostModeStream.shared("ts-shaka-hls-text-offset", "index.m3u8");
  private static final HostModeStream FRAGMENTED =
      HostModeStream.shared("cmaf-androidx-multi-segment", "playlist.m3u8");

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    HostModeWar war =
        HostModeWar.named("default-servlet")
            .prebuffer()
            .filter(CountingFilter.class)
            .files(DEMO.directory(), "demo")
            .files(DEMO.directory(), "rush");
    if (TRANSPORT.exists() && FRAGMENTED.exists()) {
      war.files(TRANSPORT.directory(), "transport").files(FRAGMENTED.directory(), "fragmented");
    }
    return war.build();
  }

  @Test
  void realTimePlayer_demoStream_hitsFromTheSecondSegmentOn() throws Exception {
    playInRealTime(DEMO, "demo");
  }

  @Test
  void realTimePlayer_transportStream_hitsFromTheSecondSegmentOn() throws Exception {
    assumeTrue(TRANSPORT.exists(), () -> "no shared media at " + TRANSPORT.directory());
    playInRealTime(TRANSPORT, "transport");
  }

  @Test
  void realTimePlayer_fragmentedMp4_hitsFromTheSecondSegmentOn() throws Exception {
    assumeTrue(FRAGMENTED.exists(), () -> "no shared media at " + FRAGMENTED.directory());
    playInRealTime(FRAGMENTED, "fragmented");
  }

  @Test
  void rushingPlayer_wholeStream_hostProducesEachFileOnce() throws Exception {
    HostModeApp app = HostModeApp.at(url);
    try (RawHttp connection = app.connect()) {
      for (String file : DEMO.files()) {
        RawResponse response = connection.get(app.target("rush/" + file)).readResponse();
        assertThat(response.body()).as(file).isEqualTo(DEMO.bytes(file));
        assertThat(cacheStatus(response)).isIn("hit", "fwd=miss; collapsed", "fwd=miss");
      }
    }
    assertEachFileProducedOnce(app, DEMO, "rush");
  }

  private void playInRealTime(HostModeStream stream, String path) throws IOException {
    HostModeApp app = HostModeApp.at(url);
    assertThat(play(app, stream, path, stream.start())).isEqualTo("fwd=miss");
    for (String rendition : stream.renditions()) {
      assertThat(play(app, stream, path, rendition)).isEqualTo("fwd=miss");
      playSegments(app, stream, path, stream.references(rendition));
    }
    assertEachFileProducedOnce(app, stream, path);
  }

  /** Waits before each segment for what is fetched ahead of it. */
  private static void playSegments(
      HostModeApp app, HostModeStream stream, String path, List<String> segments)
      throws IOException {
    app.awaitIdle();
    long before = app.statistic("segmentsPrebuffered");
    int first = segments.get(0).endsWith(".mp4") ? 1 : 0;
    for (int i = 0; i < segments.size(); i++) {
      String status = play(app, stream, path, segments.get(i));
      assertThat(status).as(segments.get(i)).isEqualTo(i <= first ? "fwd=miss" : "hit");
      int ahead = Math.min(i + WINDOW, segments.size() - 1) - first;
      app.awaitStatistic("segmentsPrebuffered", before + (i < first ? 0 : ahead));
    }
  }

  private static String play(HostModeApp app, HostModeStream stream, String path, String file)
      throws IOException {
    RawResponse response = app.get(path + "/" + file);
    assertThat(response.status()).as(file).isEqualTo(200);
    assertThat(response.isComplete()).as(file).isTrue();
    assertThat(response.body()).as(file).isEqualTo(stream.bytes(file));
    return cacheStatus(response);
  }

  private static void assertEachFileProducedOnce(
      HostModeApp app, HostModeStream stream, String path) throws IOException {
    app.awaitIdle();
    var counts = app.hostRequests();
    for (String file : stream.files()) {
      assertThat(counts).containsEntry("/" + path + "/" + file, 1);
    }
  }
}
