package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Gate;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Playlists through the gateway: kept for a moment, never for longer (RFC 8216bis App. B.1). */
@ExtendWith(ArquillianExtension.class)
class GatewayPlaylistIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final ExecutorService VIEWERS = Executors.newCachedThreadPool();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Half of it is more than any test takes. */
  private static final Duration LONG_TARGET = Duration.ofMinutes(10);

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "playlists.war")
        .with("forwardHeaders", "Authorization")
        .with("ignoreQueryParams", "token")
        .with("prebufferSegments", "2")
        .archive();
  }

  @AfterAll
  static void close() {
    VIEWERS.shutdownNow();
    ORIGIN.close();
  }

  private Gateway gateway() {
    return Gateway.at(url);
  }

  private static String live(Duration targetDuration, long mediaSequence) {
    return Playlists.live()
        .withSegmentDuration(targetDuration)
        .withMediaSequence(mediaSequence)
        .withSegments(5)
        .text();
  }

  /** The first viewer's answer, after which it is stored if it may be. */
  private RawResponse first(String path, String... fieldLines) throws Exception {
    RawResponse seen = gateway().get(path, fieldLines);
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.MISS);
    gateway().awaitQuiet();
    return seen;
  }

  @Test
  void get_livePlaylist_viewersWithinHalfATargetDurationShareOneRequest() throws Exception {
    String text = live(LONG_TARGET, 10);
    ORIGIN.serve("/live/a.m3u8", Resource.playlist(text).withHeader("Age", "7"));
    assertThat(first("/live/a.m3u8").text()).isEqualTo(text);
    for (int viewer = 0; viewer < 3; viewer++) {
      RawResponse seen = gateway().get("/live/a.m3u8");
      assertThat(seen.text()).isEqualTo(text);
      assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
      assertThat(seen.headers().all("Age"))
          .singleElement()
          .satisfies(age -> assertThat(Long.parseLong(age)).isBetween(7L, 100L));
    }
    assertThat(ORIGIN.count("/live/a.m3u8")).isEqualTo(1);
  }

  /** What an origin says of a live playlist is not believed beyond half a target duration. */
  @ParameterizedTest
  @ValueSource(strings = {"public", "max-age=3600", "max-age=1"})
  void get_livePlaylistOfOneSecond_isNewAfterAMoment(String cacheControl) throws Exception {
    String path = "/short/" + cacheControl + ".m3u8";
    serve(path, live(Duration.ofSeconds(1), 10), cacheControl);
    first(path);
    String next = live(Duration.ofSeconds(1), 11);
    serve(path, next, cacheControl);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> gateway().get(path).text().equals(next));
  }

  @Test
  void get_blockingReload_viewersShareOneRequestAndItsAnswer() throws Exception {
    String path = "/blocking/a.m3u8";
    ORIGIN.serve(path, Resource.playlist(live(LONG_TARGET, 10)));
    Gateway gateway = gateway();
    long joinsBefore = gateway.statistic("joins");
    Gate gate = ORIGIN.gateOnce(path);
    Future<RawResponse> first = VIEWERS.submit(() -> gateway.get(path + "?_HLS_msn=14"));
    gate.awaitArrival(PATIENCE);
    Future<RawResponse> second = VIEWERS.submit(() -> gateway.get(path + "?_HLS_msn=14"));
    gateway.awaitStatistic("joins", joinsBefore + 1);
    gate.release();
    assertThat(Gateway.cacheStatus(first.get())).isEqualTo(Gateway.MISS);
    assertThat(Gateway.cacheStatus(second.get())).isEqualTo(Gateway.COLLAPSED);
    gateway.awaitQuiet();
    assertThat(Gateway.cacheStatus(gateway.get(path + "?_HLS_msn=14"))).isEqualTo(Gateway.HIT);
    assertThat(ORIGIN.count(path)).isEqualTo(1);
    assertThat(Gateway.cacheStatus(gateway.get(path + "?_HLS_msn=15"))).isEqualTo(Gateway.MISS);
    assertThat(Gateway.cacheStatus(gateway.get(path))).isEqualTo(Gateway.MISS);
  }

  @Test
  void get_completePlaylist_isKeptLikeASegment() throws Exception {
    ORIGIN.serve("/vod/a.m3u8", Resource.playlist(Playlists.vod(3)));
    first("/vod/a.m3u8");
    assertThat(Gateway.cacheStatus(gateway().get("/vod/a.m3u8"))).isEqualTo(Gateway.HIT);
  }

  @Test
  void get_multivariantPlaylist_isKeptOnlyIfTheOriginSaysForHowLong() throws Exception {
    String text = Playlists.multivariant().withVariant("a.m3u8", 1_000_000).text();
    ORIGIN.serve("/multi/silent.m3u8", Resource.playlist(text));
    serve("/multi/explicit.m3u8", text, "max-age=60");
    first("/multi/silent.m3u8");
    first("/multi/silent.m3u8");
    first("/multi/explicit.m3u8");
    assertThat(Gateway.cacheStatus(gateway().get("/multi/explicit.m3u8"))).isEqualTo(Gateway.HIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store",
        "Cache-Control: private",
        "Cache-Control: no-cache",
        "Cache-Control: max-age=0",
        "Set-Cookie: a=b",
        "Vary: *",
        "Age: 300",
        "Content-Encoding: br"
      })
  void get_playlistThatMayNotBeKept_isAskedForEachTime(String line) throws Exception {
    String path = "/unkept/" + Integer.toHexString(line.hashCode()) + ".m3u8";
    String[] field = line.split(": ", 2);
    ORIGIN.serve(path, Resource.playlist(live(LONG_TARGET, 10)).withHeader(field[0], field[1]));
    first(path);
    first(path);
    assertThat(ORIGIN.count(path)).isEqualTo(2);
  }

  @Test
  void get_playlistThatCannotBeRead_isAskedForEachTime() throws Exception {
    serve("/unkept/unreadable.m3u8", "no playlist", "max-age=60");
    first("/unkept/unreadable.m3u8");
    first("/unkept/unreadable.m3u8");
  }

  @Test
  void get_playlistThatHandsOnATokenOfItsViewer_isAskedForEachTime() throws Exception {
    String text = Playlists.vod().withSegments(3).withNamePattern("%d.ts?token=mine").text();
    ORIGIN.serve("/tokens/handed-on.m3u8", Resource.playlist(text));
    ORIGIN.serve("/tokens/plain.m3u8", Resource.playlist(Playlists.vod(3)));
    first("/tokens/handed-on.m3u8?token=a");
    first("/tokens/handed-on.m3u8?token=b");
    first("/tokens/plain.m3u8?token=a");
    assertThat(Gateway.cacheStatus(gateway().get("/tokens/plain.m3u8?token=b")))
        .isEqualTo(Gateway.HIT);
  }

  @Test
  void conditionsAndRanges_storedPlaylist_areAnsweredFromTheStore() throws Exception {
    String text = live(LONG_TARGET, 10);
    ORIGIN.serve("/conditions/a.m3u8", Resource.playlist(text).withEtag("\"v1\""));
    first("/conditions/a.m3u8");

    RawResponse same = gateway().get("/conditions/a.m3u8", "If-None-Match: \"v1\"");
    RawResponse other = gateway().get("/conditions/a.m3u8", "If-None-Match: \"v0\"");
    RawResponse part = gateway().get("/conditions/a.m3u8", "Range: bytes=0-6");
    RawResponse head = head("/conditions/a.m3u8");

    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(other.text()).isEqualTo(text);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("#EXTM3U");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers().first("Content-Length"))
        .hasValue(Integer.toString(Bodies.utf8(text).length));
    assertThat(List.of(same, other, part, head))
        .extracting(Gateway::cacheStatus)
        .containsOnly(Gateway.HIT);
    assertThat(ORIGIN.count("/conditions/a.m3u8")).isEqualTo(1);
  }

  @Test
  void head_playlistThatIsNotStored_isNotTakenForAnEmptyOne() throws Exception {
    ORIGIN.serve("/conditions/head.m3u8", Resource.playlist(Playlists.vod(3)));
    long before = gateway().statistic("playlistsUnreadable");
    assertThat(head("/conditions/head.m3u8").status()).isEqualTo(200);
    assertThat(gateway().statistic("playlistsUnreadable")).isEqualTo(before);
    first("/conditions/head.m3u8");
  }

  @Test
  void get_otherCredentials_eachViewerHasAPlaylistOfHisOwn() throws Exception {
    ORIGIN.serve(
        "/own/a.m3u8",
        request ->
            Resource.playlist(live(LONG_TARGET, request.header("Authorization").hashCode())));
    String first = first("/own/a.m3u8", "Authorization: a").text();
    String other = first("/own/a.m3u8", "Authorization: b").text();
    assertThat(other).isNotEqualTo(first);
    assertThat(gateway().get("/own/a.m3u8", "Authorization: a").text()).isEqualTo(first);
    assertThat(ORIGIN.count("/own/a.m3u8")).isEqualTo(2);
  }

  /** The origin does not see what a player accepts, so that its answer is the same for all. */
  @Test
  void get_playlistThatVariesWithWhatTheOriginDoesNotSee_isShared() throws Exception {
    ORIGIN.serve(
        "/vary/a.m3u8",
        Resource.playlist(live(LONG_TARGET, 10)).withHeader("Vary", "Accept-Encoding, Origin"));
    first("/vary/a.m3u8", "Accept-Encoding: gzip", "Origin: https://one");
    RawResponse seen = gateway().get("/vary/a.m3u8", "Accept-Encoding: br", "Origin: https://two");
    assertThat(Gateway.cacheStatus(seen)).isEqualTo(Gateway.HIT);
  }

  @Test
  void get_publicPlaylistThatVariesWithAForwardedField_eachViewerHasAPlaylistOfHisOwn()
      throws Exception {
    ORIGIN.serve(
        "/vary/own.m3u8",
        request ->
            Resource.playlist(live(LONG_TARGET, request.header("Authorization").hashCode()))
                .withHeader("Cache-Control", "public")
                .withHeader("Vary", "Authorization"));
    String first = first("/vary/own.m3u8", "Authorization: a").text();
    String other = first("/vary/own.m3u8", "Authorization: b").text();
    assertThat(other).isNotEqualTo(first);
  }

  /** It never passed for him, and yet his next segment is there. */
  @Test
  void get_publicPlaylistStoredForAnother_viewerIsLookedAfterAllTheSame() throws Exception {
    serveSegments("/public/");
    serve("/public/a.m3u8", Playlists.vod(5), "public, max-age=60");
    first("/public/a.m3u8", "Authorization: a");
    RawResponse kept = gateway().get("/public/a.m3u8", "Authorization: b");
    assertThat(Gateway.cacheStatus(kept)).isEqualTo(Gateway.HIT);
    first("/public/segment0.ts", "Authorization: b");
    ORIGIN.log().awaitCompleted("/public/segment1.ts", 1, PATIENCE);
    gateway().awaitQuiet();
    RawResponse next = gateway().get("/public/segment1.ts", "Authorization: b");
    assertThat(Gateway.cacheStatus(next)).isEqualTo(Gateway.HIT);
  }

  @Test
  void get_storedPlaylistOfAnotherVariant_viewerIsFollowedThere() throws Exception {
    serveSegments("/follow/low/");
    serveSegments("/follow/high/");
    ORIGIN.serve("/follow/low/a.m3u8", Resource.playlist(Playlists.vod(5)));
    ORIGIN.serve("/follow/high/a.m3u8", Resource.playlist(Playlists.vod(5)));
    ORIGIN.serve(
        "/follow/main.m3u8",
        Resource.playlist(
            Playlists.multivariant()
                .withVariant("low/a.m3u8", 1_000_000)
                .withVariant("high/a.m3u8", 2_000_000)
                .text()));
    first("/follow/main.m3u8", "User-Agent: one");
    first("/follow/high/a.m3u8", "User-Agent: one");
    first("/follow/low/a.m3u8", "User-Agent: two");
    first("/follow/low/segment1.ts", "User-Agent: two");

    RawResponse kept = gateway().get("/follow/high/a.m3u8", "User-Agent: two");

    assertThat(Gateway.cacheStatus(kept)).isEqualTo(Gateway.HIT);
    ORIGIN.log().awaitCompleted("/follow/high/segment2.ts", 1, PATIENCE);
    assertThat(ORIGIN.count("/follow/high/segment0.ts")).isZero();
  }

  private RawResponse head(String path) throws Exception {
    try (RawHttp client = gateway().connect()) {
      return client.head(gateway().target(path), "Connection: close").readResponse();
    }
  }

  private static void serve(String path, String playlist, String cacheControl) {
    ORIGIN.serve(path, Resource.playlist(playlist).withHeader("Cache-Control", cacheControl));
  }

  private static void serveSegments(String folder) {
    for (int i = 0; i < 5; i++) {
      ORIGIN.serve(folder + "segment" + i + ".ts", Resource.segment(Bodies.body(i, 5_000)));
    }
  }
}
