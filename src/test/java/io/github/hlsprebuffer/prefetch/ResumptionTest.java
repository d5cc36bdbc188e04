package io.github.hlsprebuffer.prefetch;

import static io.github.hlsprebuffer.prefetch.Workbench.key;
import static io.github.hlsprebuffer.prefetch.Workbench.readAll;
import static io.github.hlsprebuffer.prefetch.Workbench.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.fetch.FetchException.Cause;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.testing.Bodies;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a body that breaks off. */
final class ResumptionTest {
  private static final byte[] BODY = Bodies.body(1, 300);
  private static final String MODIFIED = "Mon, 06 May 2024 07:08:09 GMT";
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofHours(1);

  private final Workbench bench = new Workbench();

  @AfterEach
  void nothingIsLeft() {
    assertThat(bench.fetcher.underWay()).isEmpty();
    assertThat(bench.budget.total()).isZero();
    assertThat(bench.fills.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BROKEN", "TIMEOUT"})
  void body_breaksOff_restIsAskedForAndViewerNoticesNothing(Cause cause) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(cause);

      assertThat(bench.fetcher.count("1")).isEqualTo(2);
      assertThat(last().request().fields().first("range")).isEqualTo("bytes=100-");
      assertThat(last().request().fields().first("if-range")).isEqualTo("\"v1\"");
      rest(100, 299, "300", "ETag", "\"v1\"").data(part(100, 300)).complete();
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.count(Counter.ORIGIN_FAILURES)).isEqualTo(1);
  }

  @Test
  void body_strongModificationDate_restIsAskedForByIt() throws Exception {
    String[] dated = {"Last-Modified", MODIFIED, "Date", "Mon, 06 May 2024 07:09:09 GMT"};
    try (FillReader viewer = bench.read("1")) {
      begin(dated).fail(Cause.BROKEN);

      assertThat(last().request().fields().first("if-range")).isEqualTo(MODIFIED);
      rest(100, 299, "300", dated).data(part(100, 300)).complete();
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Nothing | at all",
        "ETag | W/\"v1\"",
        "Last-Modified | " + MODIFIED,
      })
  void body_noStrongValidator_staysBrokenOff(String name, String value) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin(name, value, "Date", "Mon, 06 May 2024 07:09:08 GMT").fail(Cause.BROKEN);

      assertBrokenOff(viewer, Reason.ORIGIN_FAILED);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(1);
  }

  /** Another version, another range, another coding; or what cannot be told to be the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "206 | bytes 100-299/300 | \"v2\" | ",
        "206 | bytes 100-299/300 | W/\"v1\" | ",
        "206 | bytes 100-299/301 | \"v1\" | ",
        "206 | bytes 100-300/301 | \"v1\" | ",
        "206 | bytes 99-299/300 | \"v1\" | ",
        "206 | bytes 0-299/300 | \"v1\" | ",
        "206 | bytes 100-300/* | \"v1\" | ",
        "206 | nothing | \"v1\" | ",
        "206 | bytes 100-299/300 | \"v1\" | gzip",
        "200 | bytes 100-299/300 | \"v1\" | ",
        "200 | nothing | \"v2\" | ",
        "404 | nothing | \"v1\" | ",
        "416 | bytes */300 | \"v1\" | ",
        "302 | nothing | \"v1\" | ",
      })
  void rest_isNotOfTheSame_staysBrokenOffWithoutAWrongByte(
      int status, String range, String etag, String coding) throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(Cause.BROKEN);
      last()
          .head(
              status,
              "Content-Range",
              range,
              "ETag",
              etag,
              coding == null ? "X-None" : "Content-Encoding",
              String.valueOf(coding));
      last().data(new byte[200]);

      assertBrokenOff(viewer, Reason.ORIGIN_FAILED);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(2);
    assertThat(bench.store.contains(key("1"))).isFalse();
  }

  @Test
  void rest_longerThanItSays_staysBrokenOff() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      last().head(200, "ETag", "\"v1\"").data(part(0, 100)).fail(Cause.BROKEN);
      rest(100, 299, "300", "ETag", "\"v1\"").data(part(100, 299)).data(new byte[2]);

      assertThatThrownBy(() -> readAll(viewer)).isInstanceOf(FillException.class);
      assertThat(viewer.position()).isEqualTo(299);
    }
  }

  @Test
  void chunkedBody_breaksOff_lengthIsKnownFromTheRest() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      last().head(200, "ETag", "\"v1\"").data(part(0, 100)).fail(Cause.BROKEN);
      rest(100, 299, "300", "ETag", "\"v1\"").data(part(100, 200)).fail(Cause.BROKEN);
      rest(200, 249, "300", "ETag", "\"v1\"").data(part(200, 250)).complete();
      rest(250, 299, "300", "ETag", "\"v1\"").data(part(250, 300)).complete();
      bench.storing.runAll();

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.fetcher.count("1")).isEqualTo(4);
  }

  @Test
  void chunkedBody_lengthNeverTold_staysBrokenOff() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      last().head(200, "ETag", "\"v1\"").data(part(0, 100)).fail(Cause.BROKEN);
      rest(100, 299, "*", "ETag", "\"v1\"").data(part(100, 300));

      assertBrokenOff(viewer, Reason.ORIGIN_FAILED);
    }
  }

  /** As a playlist names it: offsets count from the beginning of the range. */
  @Test
  void bodyOfARange_breaksOff_restOfTheRangeIsAskedFor() throws Exception {
    ByteInterval range = new ByteInterval(1_000, 1_299);
    ResourceRequest whole = segment("1");
    ResourceRequest part =
        new ResourceRequest(
            new CacheKey(whole.key().uri(), range, ""),
            whole.fetch().with("Range", range.asRangeField()),
            ResourceRequest.Kind.SEGMENT);
    try (FillReader viewer = bench.loader.demand(part, PlaylistObserver.NONE)) {
      rest(1_000, 1_299, "5000", "ETag", "\"v1\"").data(part(0, 100)).fail(Cause.BROKEN);

      assertThat(last().request().fields().joined("range")).isEqualTo("bytes=1100-1299");
      rest(1_100, 1_299, "5000", "ETag", "\"v1\"").data(part(100, 300)).complete();
      bench.storing.runAll();
      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
    assertThat(bench.store.body(part.key())).isEqualTo(BODY);
  }

  @Test
  void rest_ofARedirectedRequest_isAskedWhereItWas() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      bench.fetcher.last("1").head(302, "Location", "/moved").complete();
      bench.fetcher.last("moved").head(200, "ETag", "\"v1\"", "Content-Length", "300");
      bench.fetcher.last("moved").data(part(0, 100)).fail(Cause.BROKEN);
      assertThat(bench.fetcher.count("moved")).isEqualTo(2);
      bench
          .fetcher
          .last("moved")
          .head(206, "ETag", "\"v1\"", "Content-Range", "bytes 100-299/300")
          .data(part(100, 300))
          .complete();
      bench.storing.runAll();

      assertThat(readAll(viewer)).isEqualTo(BODY);
    }
  }

  @Test
  void rest_conditionsOfTheFirstRequest_areNotSentAgain() {
    FetchRequest first =
        segment("1")
            .forwarding(
                HttpFields.EMPTY.with("If-None-Match", "\"v0\"").with("Accept", "video/mp2t"),
                "if-none-match",
                "accept")
            .fetch();
    Representation body =
        new Representation(new ResponseHead(200, HttpFields.EMPTY), "\"v1\"", 0, 9, 9);

    assertThat(body.rest(first, 4, -1).fields())
        .extracting(HttpFields.Field::name)
        .containsExactly("accept", "Range", "If-Range");
  }

  @Test
  void rest_failsToo_isTriedThreeTimesWithPauses() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(Cause.BROKEN);
      last().fail(Cause.CONNECT);
      assertThat(bench.fetcher.underWay()).isEmpty();
      bench.pauses.advance(SHORT.multipliedBy(3));
      last().answer(503, new byte[10]);
      assertThat(bench.fetcher.underWay()).isEmpty();
      bench.pauses.advance(SHORT.multipliedBy(6));
      last().fail(Cause.CONNECT);
      bench.pauses.advance(LONG);

      assertThat(bench.fetcher.count("1")).isEqualTo(4);
      assertBrokenOff(viewer, Reason.ORIGIN_FAILED);
    }
  }

  @Test
  void rest_silentToo_isNotTriedAgain() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(Cause.TIMEOUT);
      last().fail(Cause.TIMEOUT);

      assertBrokenOff(viewer, Reason.ORIGIN_TIMED_OUT);
    }
  }

  /** Whoever answers in crumbs must not be asked for ever. */
  @Test
  void rest_comesByteByByte_isGivenUpInTheEnd() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(Cause.BROKEN);
      for (int at = 100; !bench.fetcher.underWay().isEmpty(); at++) {
        rest(at, 299, "300", "ETag", "\"v1\"").data(part(at, at + 1)).fail(Cause.BROKEN);
      }

      assertThat(bench.fetcher.count("1")).isEqualTo(9);
      assertThatThrownBy(() -> readAll(viewer)).isInstanceOf(FillException.class);
      assertThat(viewer.position()).isEqualTo(108);
    }
  }

  @Test
  void rest_ofAPrefetch_isAskedForAsWell() {
    RecordingOwner owner = new RecordingOwner();
    bench.demand(owner, "1");
    begin("ETag", "\"v1\"").fail(Cause.BROKEN);

    rest(100, 299, "300", "ETag", "\"v1\"").data(part(100, 300)).complete();
    bench.storing.runAll();

    assertThat(bench.store.body(key("1"))).isEqualTo(BODY);
    assertThat(bench.scheduler.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void prefetch_cancelledWhileItsRestIsAskedFor_endsAtOnce(boolean inAPause) {
    RecordingOwner owner = new RecordingOwner();
    bench.demand(owner, "1");
    last().head(200, "ETag", "\"v1\"").data(part(0, 100)).fail(Cause.BROKEN);
    if (inAPause) {
      last().fail(Cause.CONNECT);
    }

    bench.demand(owner);

    assertThat(bench.fills.size()).isZero();
    assertThat(bench.budget.total()).isZero();
    bench.pauses.advance(LONG);
    assertThat(bench.fetcher.count("1")).isEqualTo(2);
  }

  @Test
  void pause_timerGone_staysBrokenOff() throws Exception {
    try (FillReader viewer = bench.read("1")) {
      begin("ETag", "\"v1\"").fail(Cause.BROKEN);
      bench.pauses.shutdownNow();
      last().fail(Cause.CONNECT);

      assertBrokenOff(viewer, Reason.ORIGIN_FAILED);
    }
  }

  /** What the reader has yet to take holds back the rest as it held back what broke off. */
  @Test
  void body_passing_isGrantedNoMoreThanHasBeenRead() throws Exception {
    try (FillReader viewer = bench.loader.pass(segment("1"), PlaylistObserver.NONE)) {
      begin("ETag", "\"v1\"").fail(Cause.BROKEN);
      ScriptedFetch rest = rest(100, 299, "300", "ETag", "\"v1\"").data(part(100, 200));
      assertThat(rest.granted()).isZero();

      for (Slice read = viewer.poll(); read != null && read.isThere(); read = viewer.poll()) {
        assertThat(viewer.position()).isPositive();
      }

      assertThat(viewer.position()).isEqualTo(200);
      assertThat(rest.granted()).isEqualTo(100);
      rest.data(part(200, 300)).complete();
    }
  }

  private ScriptedFetch last() {
    return bench.fetcher.last("1");
  }

  private ScriptedFetch begin(String... fields) {
    return last().head(200, with("Content-Length", "300", fields)).data(part(0, 100));
  }

  private ScriptedFetch rest(long first, long last, String complete, String... fields) {
    String range = "bytes " + first + "-" + last + "/" + complete;
    return last().head(206, with("Content-Range", range, fields));
  }

  private static String[] with(String name, String value, String... fields) {
    String[] all = Arrays.copyOf(fields, fields.length + 2);
    all[fields.length] = name;
    all[fields.length + 1] = value;
    return all;
  }

  private static byte[] part(int from, int to) {
    return Arrays.copyOfRange(BODY, from, to);
  }

  private static void assertBrokenOff(FillReader viewer, Reason reason) {
    assertThatThrownBy(() -> readAll(viewer))
        .isInstanceOfSatisfying(FillException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    assertThat(viewer.position()).isEqualTo(100);
  }
}
