package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wishes, viewers and answers in random order: nothing may get lost on any way. */
final class RandomPrefetchTest {
  private static final int STEPS = 3_000;
  private static final List<Cause> CAUSES = List.of(Cause.values());
  private static final int MAX_FETCHES = 6;
  private static final int MAX_FETCHES_PER_ORIGIN = 4;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void run_anyOrderOfEvents_leavesNothingBehind(long seed) {
    Run run = new Run(new Random(seed));

    for (int i = 0; i < STEPS; i++) {
      run.step();
    }
    run.end();

    run.assertNothingIsLeft();
    run.assertAllPlacesAreFree();
  }

  /** One run and what it has begun. */
  private static final class Run {
    private final Random random;
    private final Workbench bench = new Workbench(MAX_FETCHES, MAX_FETCHES_PER_ORIGIN);
    private final List<RecordingOwner> owners =
        Stream.generate(RecordingOwner::new).limit(4).toList();
    private final List<FillReader> viewers = new ArrayList<>();

    Run(Random random) {
      this.random = random;
    }

    void step() {
      switch (random.nextInt(9)) {
        case 0, 1 -> wish();
        case 2 -> view();
        case 3 -> leave();
        case 4 -> bench.storing.runAll();
        case 5 -> bench.timer.advance(Duration.ofMillis(random.nextInt(1_000)));
        default -> answer();
      }
      assertThat(bench.budget.total()).isNotNegative();
    }

    void end() {
      owners.forEach(bench::demand);
      viewers.forEach(FillReader::close);
      while (isUnderWay()) {
        bench.fetcher.underWay().forEach(fetch -> fetch.fail(Cause.TIMEOUT));
        bench.timer.advance(Duration.ofSeconds(10));
        bench.pauses.advance(Duration.ofSeconds(10));
      }
      bench.storing.runAll();
      bench.timer.advance(Duration.ofHours(1));
    }

    private boolean isUnderWay() {
      return !bench.fetcher.underWay().isEmpty()
          || bench.gate.size() > 0
          || bench.pauses.scheduledTasks() > 0;
    }

    void assertNothingIsLeft() {
      assertThat(bench.budget.total()).as("budget").isZero();
      assertThat(bench.fills.size()).as("fills").isZero();
      assertThat(bench.scheduler.pending()).as("pending").isZero();
      assertThat(bench.timer.scheduledTasks()).isZero();
    }

    /**
     * Each owner may again have as many at once as ever, of an origin of which no timeout or error
     * has been seen.
     */
    void assertAllPlacesAreFree() {
      List<PrefetchWish> wishes =
          Stream.of("new1", "new2", "new3", "new4")
              .map(name -> Workbench.at("http://well.test", name, Kind.SEGMENT))
              .map(resource -> PrefetchWish.predicted(resource, 0))
              .toList();
      for (RecordingOwner owner : owners) {
        bench.scheduler.demand(owner, wishes);
        assertThat(bench.fetcher.namesUnderWay()).containsExactly("new1", "new2", "new3");
        bench.demand(owner);
      }
    }

    private void wish() {
      int first = random.nextInt(30);
      String[] names = new String[random.nextInt(6)];
      for (int i = 0; i < names.length; i++) {
        names[i] = Integer.toString(first + i);
      }
      bench.demand(owners.get(random.nextInt(owners.size())), names);
    }

    private void view() {
      String name = Integer.toString(random.nextInt(35));
      viewers.add(
          random.nextInt(5) == 0
              ? bench.loader.pass(Workbench.segment(name), PlaylistObserver.NONE)
              : bench.read(name));
      if (random.nextInt(3) == 0) {
        bench.store.clear();
      }
    }

    private void leave() {
      if (!viewers.isEmpty()) {
        viewers.remove(random.nextInt(viewers.size())).close();
      }
    }

    private void answer() {
      List<ScriptedFetch> underWay = bench.fetcher.underWay();
      if (!underWay.isEmpty()) {
        answer(underWay.get(random.nextInt(underWay.size())));
      }
    }

    private void answer(ScriptedFetch fetch) {
      switch (fetch.hasHead() ? random.nextInt(4) : random.nextInt(12)) {
        case 0 -> fetch.fail(CAUSES.get(random.nextInt(CAUSES.size())));
        case 1, 2, 3 -> continueOrBegin(fetch);
        case 4 -> fetch.head(new int[] {302, 403, 404, 503}[random.nextInt(4)], "Location", "/x");
        case 5 -> fetch.head(302, "Location", "http://other.test/x");
        case 6 -> fetch.head(200, "Cache-Control", "no-store");
        case 7 -> fetch.head(200, "Cache-Control", "max-age=0");
        case 8 -> fetch.head(200, "Content-Length", "5000");
        case 9 -> fetch.head(200, "Content-Length", "600");
        default -> fetch.succeed(Bodies.body(1, random.nextInt(1_200)));
      }
    }

    private void continueOrBegin(ScriptedFetch fetch) {
      if (!fetch.hasHead()) {
        fetch.head(200);
      } else if (random.nextInt(3) == 0) {
        fetch.complete();
      } else {
        fetch.data(Bodies.body(1, random.nextInt(400)));
      }
    }
  }
}
