package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HostModeApp.cacheStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.it.host.CountingFilter;
import io.github.hlsprebuffer.it.host.PlaylistServlet;
import io.github.hlsprebuffer.it.host.RelayServlet;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a host application may send a playlist: each begins the prefetching. */
@ExtendWith(ArquillianExtension.class)
class HostModePlaylistIT {
  private static final int SEGMENTS = 4;
  private static final int RANGE = 50_000;
  private static final byte[] BODY = Bodies.body(11, SEGMENTS * RANGE);
  private static final ScriptedOrigin BEHIND = ScriptedOrigin.start();

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return HostModeWar.named("playlists")
        .prebuffer()
        .filter(CountingFilter.class)
        .servlet(PlaylistServlet.class, "/written/*")
        .servlet(RelayServlet.class, "/relay/*", "target", BEHIND.uri().toString())
        .build();
  }

  @AfterAll
  static void stop() {
    BEHIND.close();
  }

  @Test
  void playlist_byTypeWithoutItsName_isRegistered() throws Exception {
    serveSegments("/by-type/");
    BEHIND.serve("/by-type/live?id=1", Resource.playlist(Playlists.vod(SEGMENTS)));
    app().get("relay/by-type/live?id=1");
    assertPrefetched("relay/by-type/");
  }

  @Test
  void playlist_byNameWithAnotherType_isRegistered() throws Exception {
    serveSegments("/by-name/");
    String text = Playlists.vod(SEGMENTS);
    BEHIND.serve("/by-name/index.m3u8", Resource.text(text, "application/octet-stream"));
    app().get("relay/by-name/index.m3u8");
    assertPrefetched("relay/by-name/");
  }

  @Test
  void playlist_compressed_isRegisteredAndPassesAsItIs() throws Exception {
    serveSegments("/gzip/");
    byte[] zipped = gzip(Bodies.utf8(Playlists.vod(SEGMENTS)));
    BEHIND.serve(
        "/gzip/index.m3u8",
        Resource.bytes(zipped, "application/vnd.apple.mpegurl")
            .withHeader("Content-Encoding", "gzip"));
    RawResponse response = app().get("relay/gzip/index.m3u8", "Accept-Encoding: gzip");
    assertThat(response.body()).isEqualTo(zipped);
    assertThat(response.headers().first("Content-Encoding")).hasValue("gzip");
    assertPrefetched("relay/gzip/", "Accept-Encoding: gzip");
  }

  @Test
  void playlist_inChunks_isRegisteredBeforeThePlayerHasItAll() throws Exception {
    serveSegments("/chunked/");
    BEHIND.serve("/chunked/index.m3u8", Resource.playlist(Playlists.vod(SEGMENTS)).chunked());
    app().get("relay/chunked/index.m3u8");
    assertPrefetched("relay/chunked/");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"writer", "writer-flushing", "writer-closing", "async", "forward"})
  void playlist_writtenByAServlet_isRegisteredBeforeThePlayerHasItAll(String way) throws Exception {
    serveSegments("/" + way + "/");
    RawResponse response = app().get("written/" + way + ".m3u8");
    String written = PlaylistServlet.playlist(way);
    if (way.equals("writer-closing") && Container.underTest().takesCharactersForBytes()) {
      assertThat(response.body()).hasSize(written.length());
    } else {
      assertThat(response.text()).isEqualTo(written);
    }
    assertPrefetched("relay/" + way + "/");
  }

  @Test
  void playlist_ofByteRanges_rangesArePrefetched() throws Exception {
    MediaPlaylistText playlist =
        Playlists.vod().withSegments(SEGMENTS).withByteRanges("all.ts", RANGE);
    BEHIND.serve("/ranges/index.m3u8", Resource.playlist(playlist.text()));
    BEHIND.serve("/ranges/all.ts", Resource.segment(BODY));
    long before = app().statistic("segmentsPrebuffered");
    app().get("relay/ranges/index.m3u8");
    assertRange("relay/ranges/all.ts", 0, "fwd=miss");
    app().awaitStatistic("segmentsPrebuffered", before + SEGMENTS - 1);
    app().awaitIdle();
    for (int segment = 0; segment < SEGMENTS; segment++) {
      assertRange("relay/ranges/all.ts", segment, "hit");
    }
    assertThat(app().hostRequests("/relay/ranges/all.ts")).isEqualTo(SEGMENTS);
    RawResponse whole = app().get("relay/ranges/all.ts");
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(BODY);
  }

  @Test
  void segment_thatAnnouncesAnother_thatOneIsAskedForOverLoopback() throws Exception {
    int segments = 20;
    for (int i = 0; i < segments; i++) {
      Resource segment = Resource.segment(Bodies.body(i, 5_000));
      BEHIND.serve(
          "/announced/segment" + i + ".ts",
          i == 3
              ? segment
                  .withHeader("Link", "<segment15.ts>; rel=next, </elsewhere.ts>; rel=next")
                  .withHeader("Link", "<http://169.254.169.254/x.ts>; rel=next")
              : segment);
    }
    BEHIND.serve("/announced/index.m3u8", Resource.playlist(Playlists.vod(segments)));
    app().get("relay/announced/index.m3u8");
    app().get("relay/announced/segment3.ts");
    BEHIND.log().awaitCompleted("/announced/segment15.ts", 1, Duration.ofSeconds(10));
    app().awaitIdle();
    RawResponse seen = app().get("relay/announced/segment15.ts");
    assertThat(cacheStatus(seen)).isEqualTo("hit");
    assertThat(seen.body()).isEqualTo(Bodies.body(15, 5_000));
  }

  private void assertRange(String path, int segment, String status) throws IOException {
    int from = segment * RANGE;
    int to = from + RANGE;
    RawResponse response = app().get(path, "Range: bytes=%d-%d".formatted(from, to - 1));
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.headers().first("Content-Range"))
        .hasValue("bytes %d-%d/%d".formatted(from, to - 1, BODY.length));
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BODY, from, to));
    assertThat(cacheStatus(response)).isEqualTo(status);
  }

  private static void serveSegments(String base) {
    for (int i = 0; i < SEGMENTS; i++) {
      BEHIND.serve(base + "segment" + i + ".ts", Resource.segment(BODY));
    }
  }

  /** The first request for a segment makes the others come. */
  private void assertPrefetched(String base, String... fieldLines) throws IOException {
    long before = app().statistic("segmentsPrebuffered");
    assertThat(cacheStatus(app().get(base + "segment0.ts", fieldLines))).isEqualTo("fwd=miss");
    app().awaitStatistic("segmentsPrebuffered", before + SEGMENTS - 1);
    app().awaitIdle();
    for (int i = 0; i < SEGMENTS; i++) {
      RawResponse response = app().get(base + "segment" + i + ".ts", fieldLines);
      assertThat(cacheStatus(response)).isEqualTo("hit");
      assertThat(response.body()).isEqualTo(BODY);
      assertThat(app().hostRequests("/" + base + "segment" + i + ".ts")).isEqualTo(1);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }

  private HostModeApp app() {
    return HostModeApp.at(url);
  }
}
