package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.MediaPlaylistText;
import io.github.hlsprebuffer.testing.MultivariantPlaylistText;
import io.github.hlsprebuffer.testing.Playlists;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.Resource;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A viewer of a stream with many renditions is prefetched what he plays, and nothing else. */
@ExtendWith(ArquillianExtension.class)
class RenditionIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WINDOW = 5;
  private static final List<String> RENDITIONS =
      List.of("low", "middle", "high", "audio-en", "audio-de", "subtitles-en", "subtitles-de");

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return GatewayWar.to(ORIGIN.uri(), "renditions.war").archive();
  }

  @BeforeAll
  static void serveMedia() {
    ORIGIN.serve(ScriptedOrigin.ANY_PATH, request -> Resource.segment(body(request.path())));
  }

  @AfterAll
  static void closeOrigin() {
    ORIGIN.close();
  }

  @Test
  void play_oneVariantAndOneAudio_nothingOfTheOthersIsFetched() throws Exception {
    serveComplete("/alone/");
    play("/alone/", "middle", 0, 3);
    play("/alone/", "audio-en", 0, 3);
    assertFetched("/alone/", "middle", 0, 3 + WINDOW);
    assertFetched("/alone/", "audio-en", 0, 3 + WINDOW);
    assertNothingFetched("/alone/", List.of("middle", "audio-en"));
  }

  @Test
  void play_switchToSegmentsOfOtherDurations_prefetchGoesOnAtTheSameTime() throws Exception {
    serveComplete("/switch/");
    play("/switch/", "middle", 0, 3);
    play("/switch/", "audio-en", 0, 3);
    RawResponse unusedPlaylist = get(playlist("/switch/", "high"));
    // Segment 3 of six seconds ended where segment 8 of three seconds begins.
    awaitFetched("/switch/", "high", 7 + WINDOW);
    assertFetched("/switch/", "high", 8, 7 + WINDOW);

    playOn("/switch/", "high", 8, 11);
    playOn("/switch/", "audio-en", 4, 5);
    assertFetched("/switch/", "middle", 0, 3 + WINDOW);
    assertFetched("/switch/", "high", 8, 11 + WINDOW);
    assertFetched("/switch/", "audio-en", 0, 5 + WINDOW);
    assertNothingFetched("/switch/", List.of("middle", "high", "audio-en"));
  }

  @Test
  void play_switchBack_prefetchGoesOnInTheFirstVariantAgain() throws Exception {
    serveComplete("/back/");
    play("/back/", "middle", 0, 3);
    play("/back/", "high", 8, 11);
    RawResponse unusedPlaylist = get(playlist("/back/", "middle"));
    // Segment 11 of three seconds ended where segment 6 of six seconds begins.
    awaitFetched("/back/", "middle", 5 + WINDOW);
    playOn("/back/", "middle", 6, 7);
    assertFetched("/back/", "high", 8, 11 + WINDOW);
    assertFetched("/back/", "middle", 0, 7 + WINDOW);
  }

  /** Live windows whose media sequence numbers have nothing in common, but for their dates. */
  @Test
  void play_switchWithinALiveStream_prefetchGoesOnAtTheSameDate() throws Exception {
    ORIGIN.serve("/live/main.m3u8", Resource.playlist(multivariant().text()));
    serveLive("middle", 100, "2026-01-01T00:00:00Z");
    serveLive("high", 7_000, "2026-01-01T00:00:12Z");
    play("/live/", "middle", 101, 102);
    RawResponse unusedPlaylist = get(playlist("/live/", "high"));
    // Segment 103 begins at 00:00:18, and so does segment 7001.
    awaitFetched("/live/", "high", 7_000 + WINDOW);
    playOn("/live/", "high", 7_001, 7_003);
    assertFetched("/live/", "high", 7_001, 7_003 + WINDOW);
    assertFetched("/live/", "middle", 101, 102 + WINDOW);
    assertNothingFetched("/live/", List.of("middle", "high"));
  }

  /** Starts at the multivariant playlist and plays a rendition from one segment to another. */
  private void play(String folder, String rendition, long first, long last) throws Exception {
    RawResponse unusedMain = get(folder + "main.m3u8");
    RawResponse unusedPlaylist = get(playlist(folder, rendition));
    assertWhole(segment(folder, rendition, first), get(segment(folder, rendition, first)));
    awaitFetched(folder, rendition, first + WINDOW);
    playOn(folder, rendition, first + 1, last);
  }

  /** Plays what has been prefetched. */
  private void playOn(String folder, String rendition, long first, long last) throws Exception {
    for (long number = first; number <= last; number++) {
      String path = segment(folder, rendition, number);
      RawResponse response = get(path);
      assertThat(Gateway.cacheStatus(response)).as(path).isEqualTo(Gateway.HIT);
      assertWhole(path, response);
      awaitFetched(folder, rendition, number + WINDOW);
    }
  }

  private void awaitFetched(String folder, String rendition, long number) throws Exception {
    ORIGIN.log().awaitCompleted(segment(folder, rendition, number), 1, PATIENCE);
    Gateway.at(url).awaitQuiet();
  }

  private RawResponse get(String path) throws IOException {
    RawResponse response = Gateway.at(url).get(path, "User-Agent: player");
    assertThat(response.status()).as(path).isEqualTo(200);
    return response;
  }

  private static void assertWhole(String path, RawResponse response) {
    Expectations.assertWhole(response, body(path));
  }

  /** Asserts that these segments were fetched, each once, and no other of the rendition. */
  private static void assertFetched(String folder, String rendition, long first, long last) {
    assertThat(fetchedSegments(folder, rendition))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(first, last)
                .mapToObj(number -> segment(folder, rendition, number))
                .toList());
  }

  private static void assertNothingFetched(String folder, List<String> playedRenditions) {
    TreeSet<String> others = new TreeSet<>(RENDITIONS);
    others.removeAll(playedRenditions);
    assertThat(others)
        .allSatisfy(other -> assertThat(fetchedSegments(folder, other)).as(other).isEmpty());
  }

  private static List<String> fetchedSegments(String folder, String rendition) {
    return ORIGIN.requests().stream()
        .map(RequestRecord::target)
        .filter(target -> target.startsWith(folder + rendition + "/segment"))
        .toList();
  }

  /** Serves all renditions as complete playlists; those of one have shorter segments. */
  private static void serveComplete(String folder) {
    ORIGIN.serve(folder + "main.m3u8", Resource.playlist(multivariant().text()));
    for (String rendition : RENDITIONS) {
      Duration duration = Duration.ofSeconds(rendition.equals("high") ? 3 : 6);
      ORIGIN.serve(playlist(folder, rendition), Resource.playlist(Playlists.vod(24, duration)));
    }
  }

  private static void serveLive(String rendition, long mediaSequence, String date) {
    MediaPlaylistText text =
        Playlists.live()
            .withTag("#EXT-X-PROGRAM-DATE-TIME:" + date)
            .withMediaSequence(mediaSequence)
            .withSegments(12);
    ORIGIN.serve(playlist("/live/", rendition), Resource.playlist(text.text()));
  }

  private static MultivariantPlaylistText multivariant() {
    return Playlists.multivariant()
        .withAudio("sound", "English", "audio-en/index.m3u8")
        .withAudio("sound", "Deutsch", "audio-de/index.m3u8")
        .withLines(subtitles("English", "subtitles-en"), subtitles("Deutsch", "subtitles-de"))
        .withLines(variant(500_000), "low/index.m3u8")
        .withLines(variant(1_500_000), "middle/index.m3u8")
        .withLines(variant(4_000_000), "high/index.m3u8");
  }

  private static String variant(int bitsPerSecond) {
    return "#EXT-X-STREAM-INF:BANDWIDTH=%d,AUDIO=\"sound\",SUBTITLES=\"text\""
        .formatted(bitsPerSecond);
  }

  private static String subtitles(String name, String folder) {
    return "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"text\",NAME=\"%s\",URI=\"%s/index.m3u8\""
        .formatted(name, folder);
  }

  private static String playlist(String folder, String rendition) {
    return folder + rendition + "/index.m3u8";
  }

  private static String segment(String folder, String rendition, long number) {
    return folder + rendition + "/segment" + number + ".ts";
  }

  private static byte[] body(String path) {
    return Bodies.body(path.hashCode(), 20_000);
  }
}
