package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.hlsprebuffer.playlist.ReferenceCorpus.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Reads every playlist of the reference corpus, where there is one. */
final class CorpusTest {

  private static final Duration NO_HANG = Duration.ofSeconds(20);
  private static final Map<String, Tally> TALLIES = new TreeMap<>();

  private static final ReferenceCorpus CORPUS = ReferenceCorpus.locate();

  private final PlaylistReader reader = new PlaylistReader(PlaylistLimits.DEFAULT);

  @BeforeAll
  static void requireCorpus() {
    assumeTrue(CORPUS.exists(), () -> "no reference corpus at " + CORPUS.folder());
  }

  @AfterAll
  static void printTallies() {
    TALLIES.forEach((feature, tally) -> System.out.println(feature + ": " + tally));
  }

  @TestFactory
  Stream<DynamicTest> read_soundPlaylist_givesTheReferenceReading() {
    return tests("ok", this::requireReference);
  }

  @TestFactory
  Stream<DynamicTest> read_forgivablePlaylist_givesTheReferenceReadingOrFailsByName() {
    return tests("lenient", this::requireReferenceOrFailure);
  }

  @TestFactory
  Stream<DynamicTest> read_brokenPlaylist_failsByName() {
    return tests("reject", this::requireFailure);
  }

  @TestFactory
  Stream<DynamicTest> read_withoutTheVariablesItNeeds_failsByName() {
    return CORPUS.readings("ok").stream()
        .filter(reading -> reading.expected().has("context"))
        .map(reading -> test(reading, () -> requireFailureWithoutContext(reading)));
  }

  private interface Check {
    void accept(Reading reading) throws Exception;
  }

  private Stream<DynamicTest> tests(String outcome, Check check) {
    return CORPUS.readings(outcome).stream()
        .map(reading -> test(reading, () -> check.accept(reading)));
  }

  private static DynamicTest test(Reading reading, Executable executable) {
    return dynamicTest(reading.name(), () -> assertTimeoutPreemptively(NO_HANG, executable));
  }

  private void requireReference(Reading reading) throws PlaylistParseException {
    compare(reading, read(reading));
  }

  private void requireReferenceOrFailure(Reading reading) {
    Playlist playlist = null;
    try {
      playlist = read(reading);
    } catch (PlaylistParseException e) {
      assertThat(e.reason()).isNotNull();
      tally(reading, null);
    }
    if (playlist != null) {
      compare(reading, playlist);
    }
  }

  private void requireFailure(Reading reading) throws PlaylistParseException {
    // The specification knows no bare CR, yet players read it as the end of a line.
    if (reading.features().contains("bare-cr")) {
      requireSegmentsOfPlayers(reading);
      return;
    }
    assertThatThrownBy(() -> read(reading)).isInstanceOf(PlaylistParseException.class);
    tally(reading, null);
  }

  private void requireSegmentsOfPlayers(Reading reading) throws PlaylistParseException {
    int segments =
        reading.expected().path("lenientReadings").path("hls.js").path("segments").asInt();
    assertThat(((MediaPlaylist) read(reading)).segments()).hasSize(segments);
    tally(reading, true);
  }

  private void requireFailureWithoutContext(Reading reading) {
    String bareUri = UriReferences.resolve(reading.baseUri(), "playlist.m3u8");
    assertThatThrownBy(() -> reader.read(bareUri, reading.body()))
        .isInstanceOf(PlaylistParseException.class);
  }

  private Playlist read(Reading reading) throws PlaylistParseException {
    return reader.read(reading.baseUri(), reading.body(), reading.importableVariables());
  }

  private static void compare(Reading reading, Playlist playlist) {
    List<String> differences = ReferenceComparison.differences(reading.expected(), playlist);
    tally(reading, differences.isEmpty());
    assertThat(differences).isEmpty();
  }

  private static void tally(Reading reading, @Nullable Boolean matches) {
    for (String feature : reading.features()) {
      TALLIES.computeIfAbsent(feature, name -> new Tally()).add(matches);
    }
  }

  /** How many playlists with one feature were read, and how. */
  private static final class Tally {
    private int equal;
    private int different;
    private int rejected;

    void add(@Nullable Boolean matches) {
      if (matches == null) {
        rejected++;
      } else if (matches) {
        equal++;
      } else {
        different++;
      }
    }

    @Override
    public String toString() {
      return equal + " as the reference, " + different + " different, " + rejected + " rejected";
    }
  }
}
