package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static io.github.hlsprebuffer.prefetch.Workbench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.prefetch.ResourceRequest.Kind;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a viewer waits for, fetched in several ranges at once. */
final class ParallelRangesTest {
  private static final int LENGTH = 400_000;
  private static final int PART = LENGTH / 4;
  private static final byte[] BODY = Bodies.body(1, LENGTH);
  private static final String TAG = "\"v1\"";

  private final Workbench bench = new Workbench(32, 8, 1 << 20);

  ParallelRangesTest() {
    bench.learnFarOrigin(LENGTH);
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
    assertThat(bench.pauses.scheduledTasks()).isZero();
  }

  static Stream<List<Integer>> orders() {
    return permutations(List.of(0, 1, 2, 3)).stream();
  }

  private static List<List<Integer>> permutations(List<Integer> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : of) {
      List<Integer> others = of.stream().filter(other -> !other.equals(first)).toList();
      for (List<Integer> rest : permutations(others)) {
        all.add(Stream.concat(Stream.of(first), rest.stream()).toList());
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("orders")
  void parts_inAnyOrder_areOneBody(List<Integer> order) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      assertThat(ranges())
          .containsExactly(
              "bytes=0-99999", "bytes=100000-199999", "bytes=200000-299999", "bytes=300000-");
      assertThat(bench.budget.total()).isEqualTo(4);

      order.forEach(part -> succeed(part));

      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.fetcher.count("1")).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void heads_inAnyOrderThenBodiesByHalves_areOneBody(List<Integer> order) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      order.forEach(part -> head(part));
      order.forEach(part -> fetch(part).data(part(part * PART, part * PART + PART / 2)));
      order.forEach(part -> fetch(part).data(part(part * PART + PART / 2, (part + 1) * PART)));
      order.forEach(part -> fetch(part).complete());

      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @Test
  void head_ofTheFirstPart_isThatOfTheWhole() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      head(0);

      assertThat(headOf(viewer).status()).isEqualTo(200);
      assertThat(headOf(viewer).contentLength()).isEqualTo(LENGTH);
      assertThat(headOf(viewer).fields().first("content-range")).isNull();
      IntStream.range(0, 4).forEach(part -> finish(part));
      bench.storing.runAll();
    }
  }

  /** The first part is whole; another one is of something else, or of nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "206 | bytes 100000-199999/400000 | \"v2\"",
        "206 | bytes 100000-199999/400000 | W/\"v1\"",
        "206 | bytes 100000-199999/400001 | \"v1\"",
        "206 | bytes 100001-199999/400000 | \"v1\"",
        "206 | nothing | \"v1\"",
        "200 | nothing | \"v1\"",
        "302 | nothing | \"v1\"",
        "404 | nothing | \"v1\"",
        "416 | bytes */400000 | \"v1\"",
        "503 | nothing | \"v1\"",
      })
  void part_isNotOfTheSame_isAskedForAgainWithoutAWrongByte(int status, String range, String etag)
      throws Exception {
    for (boolean early : new boolean[] {true, false}) {
      bench.store.clear();
      String name = "early-" + early;
      bench.splits.learn("http://origin.test", Workbench.taggedHead(), /* isSegment= */ true);
      try (FillReader viewer = bench.read(name)) {
        List<ScriptedFetch> parts = bench.fetcher.underWay();
        if (parts.size() == 4) {
          Runnable other =
              () ->
                  parts
                      .get(1)
                      .head(status, "Content-Range", range, "ETag", etag)
                      .data(new byte[99]);
          Runnable first =
              () -> parts.get(0).head(206, headOf(0, PART)).data(part(0, PART)).complete();
          (early ? other : first).run();
          (early ? first : other).run();
          parts.subList(1, 4).forEach(part -> assertThat(part.isOver()).isTrue());
          assertThat(bench.fetcher.last(name).request().fields().first("range"))
              .isEqualTo("bytes=100000-");
          bench.fetcher.last(name).head(206, headOf(PART, LENGTH)).data(part(PART, LENGTH));
        } else {
          // Refused by now.
          bench.fetcher.last(name).head(200, "ETag", TAG).data(BODY);
        }
        bench.fetcher.last(name).complete();
        bench.storing.runAll();
        assertThat(readAll(viewer)).isEqualTo(BODY);
      }
    }
  }

  @Test
  void firstPart_isTheWhole_isTakenAsSuchAndNothingIsSplitAnyMore() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      fetch(0).head(200, "ETag", TAG, "Content-Length", "400000").data(BODY).complete();
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    try (FillReader viewer = bench.read("2")) {
      assertThat(bench.fetcher.underWay()).hasSize(1);
      bench.succeed("2", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "206 | bytes 0-99999/400000 | W/\"v1\"",
        "206 | bytes 0-99999/* | \"v1\"",
        "206 | bytes 1-99999/400000 | \"v1\"",
        "416 | bytes */0 | \"v1\"",
      })
  void firstPart_ofWhatCannotBeTold_wholeIsAskedFor(int status, String range, String etag)
      throws Exception {
    try (FillReader viewer = bench.read("1")) {
      fetch(0).head(status, "Content-Range", range, "ETag", etag).complete();

      assertThat(bench.fetcher.underWay()).hasSize(1);
      assertThat(bench.fetcher.last("1").request().fields().first("range")).isNull();
      bench.succeed("1", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  /** Of an answer that is an error the viewer gets no part. */
  @Test
  void firstPart_isAnError_isTheAnswer() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      fetch(0).answer(404, new byte[10]);

      assertThat(headOf(viewer).status()).isEqualTo(404);
      assertThat(readAll(viewer)).hasSize(10);
    }
  }

  @Test
  void firstPart_isRedirected_wholeIsAskedForThere() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      fetch(0).head(302, "Location", "/moved").complete();

      assertThat(bench.fetcher.namesUnderWay()).containsExactly("moved");
      bench.succeed("moved", BODY);
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  /** The segment is shorter than was expected. */
  @Test
  void parts_beyondTheEnd_areGivenUpAndTheLengthIsLearnt() throws Exception {
    byte[] small = Arrays.copyOf(BODY, 150_000);
    try (FillReader viewer = bench.read("1")) {
      fetch(3).head(416, "Content-Range", "bytes */150000").complete();
      fetch(0).head(206, "ETag", TAG, "Content-Range", "bytes 0-99999/150000");
      assertThat(fetch(2).isOver()).isTrue();
      fetch(0).data(part(0, PART)).complete();
      fetch(1)
          .head(206, "ETag", TAG, "Content-Range", "bytes 100000-149999/150000")
          .data(Arrays.copyOfRange(small, PART, 150_000))
          .complete();
      bench.storing.runAll();

      assertThat(readAll(viewer)).isEqualTo(small);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(4);
    assertThat(bench.estimates.of(fetch(0).request().origin()).typicalBodyBytes())
        .isBetween(150_000L, LENGTH - 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void part_breaksOffInMidBody_isMadeUpFor(int broken) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      IntStream.range(0, 4).forEach(part -> head(part));
      fetch(broken).data(part(broken * PART, broken * PART + 1_000)).fail(Cause.BROKEN);
      IntStream.range(0, 4).filter(part -> !fetch(part).isOver()).forEach(part -> finish(part));
      answerRests();

      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void part_isShorterThanItSays_isMadeUpFor(int brief) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      IntStream.range(0, 4).forEach(part -> head(part));
      fetch(brief).data(part(brief * PART, brief * PART + 1_000)).complete();
      IntStream.range(0, 4).filter(part -> !fetch(part).isOver()).forEach(part -> finish(part));
      answerRests();

      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @Test
  void parts_allFailBeforeAHead_viewerIsTold() {
    try (FillReader viewer = bench.read("1")) {
      while (!bench.fetcher.underWay().isEmpty()) {
        bench.fetcher.underWay().get(0).fail(Cause.TIMEOUT);
      }

      assertThatThrownBy(() -> readAll(viewer)).isInstanceOf(FillException.class);
    }
  }

  /** What is not kept is not worth more than its reader takes. */
  @Test
  void response_forOneViewerOnly_otherPartsAreGivenUp() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      fetch(0).head(206, headOf(0, PART, "Cache-Control", "private, no-store")).data(part(0, PART));

      IntStream.range(1, 4).forEach(part -> assertThat(fetch(part).isOver()).isTrue());
      assertThat(bench.budget.total()).isEqualTo(1);
      assertThat(viewer.position()).isZero();
    }
    assertThat(fetch(0).isOver()).isTrue();
  }

  @Test
  void viewer_leavesInMidBodyOfWhatIsNotKept_allIsCancelled() {
    FillReader viewer = bench.read("1");
    IntStream.range(0, 4).forEach(part -> head(part));
    fetch(2).data(part(2 * PART, 2 * PART + 10));

    bench.loader.outdate(key("1"));
    viewer.close();

    assertThat(bench.fetcher.underWay()).isEmpty();
  }

  @Test
  void prefetch_inTime_isNotSplit() {
    bench.demandBy(Duration.ofHours(1), new RecordingOwner(), "1");

    assertThat(bench.fetcher.underWay()).hasSize(1);
    bench.succeed("1", BODY);
  }

  @Test
  void prefetch_wouldComeTooLate_isSplitAsFarAsThatHelps() {
    bench.demandBy(Duration.ofMillis(850), new RecordingOwner(), "1");

    assertThat(ranges()).containsExactly("bytes=0-199999", "bytes=200000-");
    fetch(0).head(206, headOf(0, LENGTH / 2)).data(part(0, LENGTH / 2)).complete();
    fetch(1).head(206, headOf(LENGTH / 2, LENGTH)).data(part(LENGTH / 2, LENGTH)).complete();
    bench.storing.runAll();
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @Test
  void viewer_waitsForAPrefetchThatIsNotAnswered_restIsAskedForBesideIt() throws Exception {
    try (FillReader viewer = joinPrefetch(bench)) {
      assertThat(ranges())
          .containsExactly("null", "bytes=130000-219999", "bytes=220000-309999", "bytes=310000-");

      fetch(2).head(206, headOf(220_000, 310_000)).data(part(220_000, 310_000)).complete();
      fetch(0).head(200, "ETag", TAG, "Content-Length", Integer.toString(LENGTH));
      fetch(1).head(206, headOf(130_000, 220_000)).data(part(130_000, 220_000)).complete();
      fetch(0).data(part(0, 150_000));
      assertThat(fetch(0).isOver()).isTrue();
      fetch(3).head(206, headOf(310_000, LENGTH)).data(part(310_000, LENGTH)).complete();

      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
  }

  @ParameterizedTest
  @CsvSource({"\"v2\", 400000", "\"v1\", 400001", "\"v1\", ", ", 400000"})
  void viewer_waitsForAPrefetchOfWhichPartsAreNot_isGivenItWhole(String tag, String length)
      throws Exception {
    try (FillReader viewer = joinPrefetch(bench)) {
      for (int part = 1; part <= 3; part++) {
        int from = fetch(part).from();
        fetch(part).head(206, headOf(from, fetch(part).to(LENGTH)));
      }
      List<String> fields = new ArrayList<>(List.of("Accept-Ranges", "bytes"));
      Collections.addAll(fields, tag == null ? "X" : "ETag", tag == null ? "x" : tag);
      Collections.addAll(fields, length == null ? "Y" : "Content-Length", String.valueOf(length));
      fetch(0).head(200, fields.toArray(String[]::new));
      assertThat(bench.fetcher.underWay()).containsExactly(fetch(0));

      byte[] body = Arrays.copyOf(BODY, length == null ? LENGTH : Integer.parseInt(length));
      fetch(0).data(body).complete();
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 503})
  void viewer_waitsForAPrefetchThatIsRefused_partsAreGivenUp(int status) {
    try (FillReader viewer = joinPrefetch(bench)) {
      fetch(0).head(status, "Location", "/2");

      assertThat(bench.fetcher.underWay()).noneMatch(each -> each.from() > 0);
      bench.fetcher.underWay().forEach(each -> each.fail(Cause.BROKEN));
      assertThat(viewer.fill().isKeptWhole()).isFalse();
    }
  }

  /** It was sent 100 ms ago, with much time. */
  private static FillReader joinPrefetch(Workbench at) {
    RecordingOwner owner = new RecordingOwner();
    at.demandBy(Duration.ofHours(1), owner, "1");
    at.clock.advance(Duration.ofMillis(100));
    FillReader viewer = at.read("1");
    at.scheduler.leave(owner);
    return viewer;
  }

  @ParameterizedTest
  @CsvSource({"PLAYLIST", "OTHER"})
  void other_isNeverSplit(Kind kind) {
    bench.loader.demand(Workbench.resource("1", kind), PlaylistObserver.NONE).close();

    assertThat(bench.fetcher.underWay()).hasSize(1);
    bench.fetcher.last("1").answer(404, BODY);
  }

  @Test
  void originFull_noMorePartsThanItHasRoomFor() {
    for (int i = 0; i < 6; i++) {
      bench.budget.acquire(segment("0").fetch());
    }
    try (FillReader viewer = bench.read("1")) {
      assertThat(ranges()).containsExactly("bytes=0-199999", "bytes=200000-");
      assertThat(bench.budget.total()).isEqualTo(8);
      bench.fetcher.underWay().forEach(fetch -> fetch.fail(Cause.TIMEOUT));
      assertThat(viewer.fill().failureReason()).isNotNull();
    }
    for (int i = 0; i < 6; i++) {
      bench.budget.release(segment("0").fetch());
    }
  }

  @Test
  void originOverloaded_isNotAskedForParts() {
    bench.budget.onOverload("http://origin.test", bench.clock.nanoTime(), Duration.ZERO);

    bench.read("1").close();

    assertThat(bench.fetcher.underWay()).hasSize(1);
    bench.succeed("1", BODY);
  }

  /** Nothing is known but that it is far away and sends ranges: the bytes say how slow it is. */
  @Test
  void oneRequest_turnsOutToBeSlow_restIsAskedForInParts() throws Exception {
    Workbench unknown = new Workbench(32, 8, 1 << 20);
    try (FillReader viewer = unknown.read("1")) {
      ScriptedFetch first = unknown.fetcher.last("1");
      unknown.clock.advance(Duration.ofMillis(300));
      first.head(
          200, "ETag", TAG, "Accept-Ranges", "bytes", "Content-Length", Integer.toString(LENGTH));
      unknown.clock.advance(Duration.ofMillis(100));
      first.data(part(0, 20_000));
      assertThat(unknown.fetcher.count("1")).isEqualTo(1);
      unknown.clock.advance(Duration.ofMillis(100));
      first.data(part(20_000, 40_000));

      List<ScriptedFetch> all = unknown.fetcher.underWay();
      assertThat(all).hasSize(4);
      assertThat(all.get(1).request().fields().first("range")).isEqualTo("bytes=175000-249999");
      assertThat(all.get(1).request().fields().first("if-range")).isEqualTo(TAG);
      all.get(3).head(206, headOf(325_000, LENGTH)).data(part(325_000, LENGTH)).complete();
      first.data(part(40_000, 200_000));
      assertThat(first.isOver()).isTrue();
      all.get(1).head(206, headOf(175_000, 250_000)).data(part(175_000, 250_000)).complete();
      all.get(2).head(206, headOf(250_000, 325_000)).data(part(250_000, 325_000)).complete();
      unknown.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(unknown.budget.total()).isZero();
    assertThat(unknown.fetcher.underWay()).isEmpty();
  }

  @Test
  void oneRequest_turnsOutToBeSlowWhileTheOriginIsFull_isDividedOnceThereIsRoom() throws Exception {
    for (int i = 0; i < 7; i++) {
      bench.budget.acquire(segment("0").fetch());
    }
    try (FillReader viewer = bench.read("1")) {
      ScriptedFetch first = fetch(0);
      first.head(
          200, "ETag", TAG, "Accept-Ranges", "bytes", "Content-Length", Integer.toString(LENGTH));
      bench.clock.advance(Duration.ofMillis(100));
      first.data(part(0, 20_000));
      bench.clock.advance(Duration.ofMillis(75));
      first.data(part(20_000, 30_000));
      assertThat(bench.fetcher.underWay()).hasSize(1);

      for (int i = 0; i < 7; i++) {
        bench.budget.release(segment("0").fetch());
      }
      first.data(part(30_000, 40_000));
      assertThat(bench.fetcher.underWay()).hasSizeGreaterThan(1);
      first.data(part(40_000, LENGTH));
      for (ScriptedFetch rest : bench.fetcher.underWay()) {
        int to = rest.to(LENGTH);
        rest.head(206, headOf(rest.from(), to)).data(part(rest.from(), to)).complete();
      }
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  /** Heads, bytes, ends and failures in random order: right bytes, and nothing left behind. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void run_anyOrderOfEvents_neverAWrongByte(long seed) throws Exception {
    Random random = new Random(seed);
    int whole = 0;
    for (int i = 0; i < 100; i++) {
      Workbench one = new Workbench(32, 8, 1 << 20);
      one.learnFarOrigin(LENGTH);
      try (FillReader viewer = random.nextBoolean() ? one.read("1") : joinPrefetch(one)) {
        while (!one.fetcher.underWay().isEmpty() || one.pauses.scheduledTasks() > 0) {
          step(one, random);
          view(viewer);
          whole += viewer.position() == LENGTH ? 1 : 0;
        }
      }
      one.storing.runAll();
      assertThat(one.budget.total()).isZero();
      assertThat(one.fills.size()).isZero();
      assertThat(one.pauses.scheduledTasks()).isZero();
    }
    assertThat(whole).as("whole bodies").isPositive();
  }

  private static void step(Workbench one, Random random) {
    List<ScriptedFetch> fetches = one.fetcher.underWay();
    if (fetches.isEmpty() || random.nextInt(10) == 0) {
      Duration time = Duration.ofMillis(random.nextInt(600));
      one.clock.advance(time);
      one.pauses.advance(time);
      return;
    }
    ScriptedFetch fetch = fetches.get(random.nextInt(fetches.size()));
    if (random.nextInt(40) == 0) {
      fetch.fail(random.nextBoolean() ? Cause.BROKEN : Cause.TIMEOUT);
    } else if (!fetch.hasHead()) {
      beginAnswer(fetch, random);
    } else {
      continueAnswer(fetch, random);
    }
  }

  private static void beginAnswer(ScriptedFetch fetch, Random random) {
    if (fetch.from() < 0) {
      fetch.head(
          200, "ETag", TAG, "Accept-Ranges", "bytes", "Content-Length", Integer.toString(LENGTH));
      return;
    }
    switch (random.nextInt(20)) {
      case 0 -> fetch.head(503).complete();
      case 1 -> fetch.head(416, "Content-Range", "bytes */" + LENGTH).complete();
      case 2 ->
          fetch.head(
              206, "ETag", "\"v2\"", "Content-Range", "bytes " + fetch.from() + "-399999/400000");
      default -> fetch.head(206, headOf(fetch.from(), fetch.to(LENGTH)));
    }
  }

  private static void continueAnswer(ScriptedFetch fetch, Random random) {
    int at = Math.max(0, fetch.from()) + fetch.sent();
    int left = fetch.to(LENGTH) - at;
    if (left == 0 || random.nextInt(100) == 0) {
      fetch.complete();
    } else {
      fetch.data(part(at, at + Math.min(left, 1 + random.nextInt(60_000))));
    }
  }

  /** What can be read now must be right; that it breaks off may be. */
  private static void view(FillReader viewer) {
    try {
      for (Slice read = viewer.poll(); read != null && read.isThere(); read = viewer.poll()) {
        int to = (int) viewer.position();
        byte[] bytes =
            Arrays.copyOfRange(read.array(), read.offset(), read.offset() + read.length());
        assertThat(Arrays.equals(bytes, part(to - bytes.length, to))).isTrue();
      }
    } catch (FillException e) {
      assertThat(e.reason()).isIn(Reason.ORIGIN_FAILED, Reason.ORIGIN_TIMED_OUT);
    }
  }

  private static ResponseHead headOf(FillReader viewer) {
    return Objects.requireNonNull(viewer.fill().head());
  }

  private List<String> ranges() {
    return bench.fetcher.underWay().stream()
        .map(fetch -> String.valueOf(fetch.request().fields().first("range")))
        .toList();
  }

  private ScriptedFetch fetch(int part) {
    return bench.fetcher.all().get(part);
  }

  private ScriptedFetch head(int part) {
    return fetch(part).head(206, headOf(part * PART, (part + 1) * PART));
  }

  private void finish(int part) {
    fetch(part).data(part(part * PART, (part + 1) * PART)).complete();
  }

  private void succeed(int part) {
    head(part);
    finish(part);
  }

  /** Answers what is asked for in place of what was given up. */
  private void answerRests() {
    for (int i = 0; i < 9 && !bench.fetcher.underWay().isEmpty(); i++) {
      ScriptedFetch rest = bench.fetcher.last("1");
      int from = rest.from();
      int to = rest.to(LENGTH);
      rest.head(206, headOf(from, to)).data(part(from, to)).complete();
    }
  }

  private static String[] headOf(int from, int to, String... more) {
    List<String> fields = new ArrayList<>();
    Collections.addAll(fields, "ETag", TAG);
    Collections.addAll(fields, "Content-Range", "bytes " + from + "-" + (to - 1) + "/" + LENGTH);
    Collections.addAll(fields, more);
    return fields.toArray(String[]::new);
  }

  private static byte[] part(int from, int to) {
    return Arrays.copyOfRange(BODY, from, to);
  }
}
