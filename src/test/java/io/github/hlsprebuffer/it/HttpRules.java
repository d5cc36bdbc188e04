package io.github.hlsprebuffer.it;

import static io.github.hlsprebuffer.it.HttpRule.State.ARRIVING;
import static io.github.hlsprebuffer.it.HttpRule.State.COLD;
import static io.github.hlsprebuffer.it.HttpRule.State.STORED;
import static io.github.hlsprebuffer.it.HttpRule.get;
import static io.github.hlsprebuffer.it.HttpRule.head;

import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.Resource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Methods, ranges and conditions (RFC 9110 §9.3, §13, §14) of one resource. */
final class HttpRules {
  /** More than two blocks of the store. */
  static final int LENGTH = 300_000;

  /** How much of it has come where it is still arriving. */
  static final int ARRIVED = 150_000;

  static final byte[] BODY = Bodies.body(7, LENGTH);
  static final String MODIFIED = "Mon, 02 Mar 2020 03:04:05 GMT";
  static final String EARLIER = "Mon, 02 Mar 2020 03:04:04 GMT";
  static final String LATER = "Mon, 02 Mar 2020 03:04:06 GMT";

  private static final int END = LENGTH - 1;
  private static final String RANGE = "fwd=bypass; detail=range";
  private static final String TAG = "If-None-Match: \"v1\"";

  private HttpRules() {}

  /** What all rules are about. */
  static Resource resource() {
    return Resource.segment(BODY)
        .withEtag("\"v1\"")
        .withLastModified(MODIFIED)
        .withHeader("Cache-Control", "max-age=900")
        .withHeader("Vary", "Origin")
        .withHeader("Access-Control-Allow-Origin", "*")
        .withHeader("Content-Digest", "sha-256=:b2YgdGhlIHdob2xl:");
  }

  static Stream<HttpRule> all() {
    return Stream.of(methods(), ranges(), conditionsOfRanges(), conditions(), precedence())
        .flatMap(List::stream);
  }

  private static List<HttpRule> methods() {
    return List.of(
        get("GET is answered by the whole").gives(200, 0, END).with("Content-Length", LENGTH),
        head("HEAD has the fields of GET and no content")
            .gives(200)
            .with("Content-Length", LENGTH)
            .with("Content-Type", "video/mp2t")
            .with("Content-Digest", "sha-256=:b2YgdGhlIHdob2xl:")
            .with("ETag", "\"v1\"")
            .with("Last-Modified", MODIFIED)
            .with("Access-Control-Allow-Origin", "*"),
        head("a range is one of GET only", "Range: bytes=0-9")
            .gives(200)
            .with("Content-Length", LENGTH)
            .without("Content-Range"),
        head("HEAD may be conditional", TAG).gives(304).with("ETag", "\"v1\""),
        head("HEAD may fail its condition", "If-Match: \"v0\"").gives(412));
  }

  private static List<HttpRule> ranges() {
    return List.of(
        part("the first byte", "bytes=0-0", 0, 0),
        part("a part that has come", "bytes=10-19", 10, 19),
        part("a part across blocks", "bytes=131000-149999", 131_000, 149_999),
        part("a part that comes next", "bytes=149990-160000", 149_990, 160_000),
        part("from the first byte on", "bytes=0-", 0, END),
        part("from some byte on", "bytes=100-", 100, END),
        part("cut to the end", "bytes=100-400000", 100, END),
        part("up to a position that nothing reaches", "bytes=5-99999999999999999999", 5, END),
        part("as many last bytes as there are, and more", "bytes=-400000", 0, END),
        part("what is true of the whole only is not said", "bytes=7-8", 7, 8)
            .only(ARRIVING, STORED)
            .without("Content-Digest"),
        part("a unit in capitals", "BYTES=1-2", 1, 2),
        // The origin has these sooner than a body that comes in order.
        part("far ahead", "bytes=200000-200009", 200_000, 200_009).in(ARRIVING, RANGE),
        part("the last bytes", "bytes=-10", LENGTH - 10, END).in(ARRIVING, RANGE),
        part("the last byte", "bytes=299999-", END, END).in(ARRIVING, RANGE),
        unsatisfiable("bytes=300000-"),
        unsatisfiable("bytes=300000-300001"),
        unsatisfiable("bytes=-0"),
        unsatisfiable("bytes=99999999999999999999-").only(ARRIVING, STORED),
        whole("the end before the beginning", "Range: bytes=5-1"),
        whole("no numbers", "Range: bytes=a-b"),
        whole("nothing at all", "Range: bytes="),
        whole("neither end", "Range: bytes=-"),
        whole("blanks within", "Range: bytes=1 - 2"),
        whole("another unit", "Range: lines=1-2"),
        whole("two lines", "Range: bytes=0-1", "Range: bytes=2-3"),
        whole("several ranges", "Range: bytes=0-1,5-6"),
        whole("overlapping ranges", "Range: bytes=0-100,50-200"),
        whole("a thousand ranges", "Range: bytes=" + manyRanges()));
  }

  private static List<HttpRule> conditionsOfRanges() {
    return List.of(
        part("the same tag", "bytes=10-19", 10, 19, "If-Range: \"v1\""),
        part("the same date", "bytes=10-19", 10, 19, "If-Range: " + MODIFIED),
        stale("another tag", "If-Range: \"v0\""),
        stale("a weak tag never matches", "If-Range: W/\"v1\""),
        stale("an earlier date", "If-Range: " + EARLIER),
        stale("a later date", "If-Range: " + LATER),
        get("If-Range fails before the range does", "Range: bytes=400000-", "If-Range: \"v0\"")
            .gives(200, 0, END)
            .in(COLD, RANGE),
        whole("If-Range without a range", "If-Range: \"v0\""));
  }

  private static List<HttpRule> conditions() {
    return List.of(
        unmodified("the same tag", TAG),
        unmodified("compared weakly", "If-None-Match: W/\"v1\""),
        unmodified("one of a list", "If-None-Match: \"v0\", \"a,b\", \"v1\""),
        unmodified("one of two lines", "If-None-Match: \"v0\"", TAG),
        unmodified("any", "If-None-Match: *"),
        unmodified("the same date", "If-Modified-Since: " + MODIFIED),
        unmodified("a later date", "If-Modified-Since: " + LATER),
        unmodified("an RFC 850 date", "If-Modified-Since: Monday, 02-Mar-20 03:04:05 GMT"),
        unmodified("an asctime date", "If-Modified-Since: Mon Mar  2 03:04:05 2020"),
        whole("another tag", "If-None-Match: \"v0\""),
        whole("a tag that has the tag in it", "If-None-Match: \"v0,v1\""),
        whole("an earlier date", "If-Modified-Since: " + EARLIER),
        whole("no date", "If-Modified-Since: some day"),
        whole("tags before dates", "If-None-Match: \"v0\"", "If-Modified-Since: " + LATER),
        whole("If-Match of the tag", "If-Match: \"v0\", \"v1\""),
        whole("If-Match of any", "If-Match: *"),
        failed("If-Match of another tag", "If-Match: \"v0\""),
        failed("If-Match compares strongly", "If-Match: W/\"v1\""),
        whole("unmodified since", "If-Unmodified-Since: " + MODIFIED),
        failed("modified since", "If-Unmodified-Since: " + EARLIER),
        whole("If-Match before its date", "If-Match: \"v1\"", "If-Unmodified-Since: " + EARLIER));
  }

  /** RFC 9110 §13.2.2. */
  private static List<HttpRule> precedence() {
    return List.of(
        failed("If-Match before If-None-Match", "If-Match: \"v0\"", TAG),
        failed("412 before 416", "If-Match: \"v0\"", "Range: bytes=400000-").only(ARRIVING, STORED),
        failed("412 before 206", "If-Match: \"v0\"", "Range: bytes=0-9").in(COLD, RANGE),
        unmodified("304 before 206", TAG, "Range: bytes=0-9").in(COLD, RANGE),
        unmodified("304 before 416", TAG, "Range: bytes=400000-").only(ARRIVING, STORED),
        unmodified("304 before If-Range", TAG, "Range: bytes=0-9", "If-Range: \"v0\"")
            .in(COLD, RANGE),
        part("then the range", "bytes=0-9", 0, 9, "If-None-Match: \"v0\""),
        part("then the range, unmodified", "bytes=0-9", 0, 9, "If-Match: \"v1\""));
  }

  private static HttpRule part(
      String name, String range, int first, int last, String... conditions) {
    return get(name, lines("Range: " + range, conditions))
        .gives(206, first, last)
        .in(COLD, RANGE)
        .with("Content-Range", "bytes %d-%d/%d".formatted(first, last, LENGTH))
        .with("Content-Length", last - first + 1)
        .with("ETag", "\"v1\"")
        .with("Access-Control-Allow-Origin", "*")
        .without("Transfer-Encoding");
  }

  private static HttpRule unsatisfiable(String range) {
    return get("nothing there", "Range: " + range)
        .gives(416)
        .in(COLD, RANGE)
        .with("Content-Range", "bytes */" + LENGTH)
        .without("ETag", "Cache-Control", "Last-Modified", "Content-Digest");
  }

  private static HttpRule whole(String name, String... lines) {
    return get(name, lines)
        .gives(200, 0, END)
        .with("Content-Length", LENGTH)
        .without("Content-Range");
  }

  private static HttpRule stale(String name, String condition) {
    return get(name, "Range: bytes=10-19", condition)
        .gives(200, 0, END)
        .in(COLD, RANGE)
        .with("Content-Length", LENGTH)
        .without("Content-Range");
  }

  private static HttpRule unmodified(String name, String... lines) {
    return get(name, lines)
        .gives(304)
        .with("ETag", "\"v1\"")
        .with("Cache-Control", "max-age=900")
        .with("Vary", "Origin")
        .with("Access-Control-Allow-Origin", "*")
        .without("Content-Type", "Content-Length", "Content-Range", "Content-Digest");
  }

  private static HttpRule failed(String name, String... lines) {
    return get(name, lines)
        .gives(412)
        .with("Access-Control-Allow-Origin", "*")
        .without("ETag", "Cache-Control", "Last-Modified", "Content-Range", "Content-Digest");
  }

  private static String[] lines(String line, String... more) {
    String[] lines = new String[more.length + 1];
    lines[0] = line;
    System.arraycopy(more, 0, lines, 1, more.length);
    return lines;
  }

  private static String manyRanges() {
    return IntStream.range(0, 1000).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
  }
}
