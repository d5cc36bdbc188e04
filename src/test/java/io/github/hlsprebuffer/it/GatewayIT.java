package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.Gateway.COLLAPSED;
import static io.github.hlsprebuffer.it.Gateway.HIT;
import static io.github.hlsprebuffer.it.Gateway.MISS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.RawHttp;
import io.github.hlsprebuffer.testing.RawResponse;
import io.github.hlsprebuffer.testing.RequestRecord;
import io.github.hlsprebuffer.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plays real streams through the gateway, from the first playlist to the last segment. */
@ExtendWith(ArquillianExtension.class)
class GatewayIT {
  private static final ScriptedOrigin ORIGIN = ScriptedOrigin.start();
  private static final List<Path> LINKS = new ArrayList<>();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private static Path root;

  @ArquillianResource private URL url;

  /** A resource as the player got it. */
  private record Reception(Presentation.Step step, String cacheStatus) {}

  @Deployment(testable = false)
  static WebArchive war() {
    // On a slow machine an origin looks far away, and is asked for parts.
    return GatewayWar.to(ORIGIN.uri(), "gateway.war").with("parallelRanges", "1").archive();
  }

  /** Each kind of player gets every stream under paths of its own, of which nothing is stored. */
  @BeforeAll
  static void serveStreams() throws IOException {
    for (MediaStream stream : MediaStream.values()) {
      if (stream.exists()) {
        for (String player : List.of("steady", "hasty")) {
          LINKS.add(
              Files.createSymbolicLink(root.resolve(folder(player, stream)), stream.folder()));
        }
      }
    }
    ORIGIN.serveDirectory(root);
  }

  @AfterAll
  static void closeOrigin() throws IOException {
    ORIGIN.close();
    for (Path link : LINKS) {
      Files.delete(link);
    }
  }

  @ParameterizedTest
  @EnumSource(MediaStream.class)
  void play_atThePaceOfAPlayer_allButTheFirstSegmentsComeFromTheStore(MediaStream stream)
      throws Exception {
    stream.assumePresent();
    Gateway gateway = Gateway.at(url);
    long hitsBefore = gateway.statistic("hits");
    List<Reception> receptions = play(gateway, stream, "steady", GatewayIT::awaitPrefetch);
    assertThat(receptions)
        .allSatisfy(
            one -> assertThat(one.cacheStatus()).isEqualTo(one.step().begins() ? MISS : HIT));
    long hits = receptions.stream().filter(one -> !one.step().begins()).count();
    assertThat(gateway.statistic("hits") - hitsBefore).isEqualTo(hits);
  }

  @ParameterizedTest
  @EnumSource(MediaStream.class)
  void play_asFastAsItGoes_allButTheFirstSegmentsAreStoredOrOnTheirWay(MediaStream stream)
      throws Exception {
    stream.assumePresent();
    List<Reception> receptions = play(Gateway.at(url), stream, "hasty", (gateway, step) -> {});
    assertThat(receptions)
        .filteredOn(one -> !one.step().begins())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.cacheStatus()).isIn(HIT, COLLAPSED));
  }

  /** What a player does before it asks. */
  private interface Pace {
    void before(Gateway gateway, Presentation.Step step) throws InterruptedException;
  }

  /** Players at their own pace are slower than the prefetch. */
  private static void awaitPrefetch(Gateway gateway, Presentation.Step step)
      throws InterruptedException {
    if (!step.begins()) {
      ORIGIN.log().awaitCompleted(step.path(), 1, PATIENCE);
      gateway.awaitQuiet();
    }
  }

  /** Plays all renditions to their ends. Every byte is checked, and that all was fetched once. */
  private static List<Reception> play(Gateway gateway, MediaStream stream, String player, Pace pace)
      throws Exception {
    String folder = "/" + folder(player, stream) + "/";
    List<Reception> receptions = new ArrayList<>();
    try (RawHttp connection = gateway.connect()) {
      Presentation presentation =
          Presentation.read(
              folder + stream.entry(),
              path -> get(gateway, connection, folder, path, stream).body());
      for (Presentation.Step step : presentation.steps()) {
        pace.before(gateway, step);
        RawResponse response = get(gateway, connection, folder, step.path(), stream);
        receptions.add(new Reception(step, Gateway.cacheStatus(response)));
      }
      assertThat(ORIGIN.requests())
          .filteredOn(request -> request.path().startsWith(folder))
          .extracting(RequestRecord::target)
          .containsExactlyInAnyOrderElementsOf(presentation.paths());
    }
    return receptions;
  }

  private static RawResponse get(
      Gateway gateway, RawHttp connection, String folder, String path, MediaStream stream) {
    try {
      RawResponse response = connection.get(gateway.target(path)).readResponse();
      assertThat(response.status()).as(path).isEqualTo(200);
      assertThat(response.isComplete()).as(path).isTrue();
      Path file = stream.folder().resolve(path.substring(folder.length()));
      assertThat(response.body()).as(path).isEqualTo(Files.readAllBytes(file));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static String folder(String player, MediaStream stream) {
    return player + "-" + stream.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
