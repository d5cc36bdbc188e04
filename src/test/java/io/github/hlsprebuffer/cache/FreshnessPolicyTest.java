package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.StorageVerdict.Obstacle;
import io.github.hlsprebuffer.http.ByteInterval;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.HttpFields.Field;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9111 as a table; fields are written {@code Name: value | Name: value}. */
final class FreshnessPolicyTest {
  private static final CacheKey SHARED = new CacheKey("http://o/1.ts", /* range= */ null, "");
  private static final CacheKey OWN = new CacheKey("http://o/1.ts", /* range= */ null, "a1b2");
  private static final CacheKey PART = new CacheKey("http://o/a.ts", new ByteInterval(10, 19), "");

  private final FreshnessPolicy policy = new FreshnessPolicy(Duration.ofMinutes(5));

  private StorageVerdict judge(CacheKey key, String request, int status, String response) {
    return policy.judge(key, fields(request), new ResponseHead(status, fields(response)));
  }

  private static HttpFields fields(String text) {
    HttpFields fields = HttpFields.EMPTY;
    for (String line : text.isEmpty() ? new String[0] : text.split("\\|", -1)) {
      int colon = line.indexOf(':');
      fields = fields.with(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
    }
    return fields;
  }

  /** RFC 9111 §4.2.1: s-maxage, then max-age, then Expires less Date; §4.2.2: else heuristics. */
  @ParameterizedTest
  @CsvSource({
    "'', 300",
    "Cache-Control: public, 300",
    "Cache-Control: max-age=60, 60",
    "'Cache-Control: max-age=60, s-maxage=20', 20",
    "'Cache-Control: max-age=0, s-maxage=20', 20",
    "Cache-Control: max-age=60 | Cache-Control: max-age=30, 30",
    "Cache-Control: max-age=60 | Age: 15, 45",
    "Cache-Control: max-age=60 | Age: x, 60",
    "Cache-Control: max-age=60 | Age: -5, 60",
    "'Date: Mon, 01 Jan 2024 00:00:00 GMT | Expires: Mon, 01 Jan 2024 00:02:00 GMT', 120",
    "'Date: Mon, 01 Jan 2024 00:00:00 GMT | Expires: Mon, 01 Jan 2024 00:02:00 GMT | Age: 30', 90",
    "'Cache-Control: max-age=7 | Date: Mon, 01 Jan 2024 00:00:00 GMT | Expires: 0', 7",
    "'Cache-Control: s-maxage=7 | Date: Mon, 01 Jan 2024 00:00:00 GMT | Expires: 0', 7"
  })
  void judge_namedLifetime_isWhatIsLeftOfIt(String response, long seconds) {
    StorageVerdict verdict = judge(SHARED, "", 200, response);

    assertThat(verdict.obstacle()).isEqualTo(Obstacle.NONE);
    assertThat(verdict.storable()).isTrue();
    assertThat(verdict.lifetime()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(verdict.isExplicit()).isEqualTo(seconds != 300);
  }

  /** RFC 9111 §4.2.1 and §5.3: malformed freshness information means stale. */
  @ParameterizedTest
  @CsvSource({
    "Cache-Control: max-age=0",
    "'Cache-Control: max-age=60, s-maxage=0'",
    "Cache-Control: max-age=soon",
    "Cache-Control: max-age",
    "'Cache-Control: max-age=60, max-age=x'",
    "Cache-Control: no-cache",
    "'Cache-Control: no-cache, max-age=60'",
    "'Cache-Control: no-cache=\"x\", max-age=60'",
    "Cache-Control: max-age=60 | Age: 60",
    "Cache-Control: max-age=60 | Age: 3600",
    "Cache-Control: max-age=60 | Age: 99999999999999999",
    "Expires: 0",
    "'Expires: Mon, 01 Jan 2024 00:02:00 GMT | Date: yesterday'",
    "'Date: Mon, 01 Jan 2024 00:02:00 GMT | Expires: Mon, 01 Jan 2024 00:00:00 GMT'",
    "'Date: Mon, 01 Jan 2024 00:02:00 GMT | Expires: Mon, 01 Jan 2024 00:02:00 GMT'"
  })
  void judge_noLifetimeLeft_isStaleButSharedWithThoseWhoWait(String response) {
    StorageVerdict verdict = judge(SHARED, "", 200, response);

    assertThat(verdict.obstacle()).isEqualTo(Obstacle.STALE);
    assertThat(verdict.storable()).isFalse();
    assertThat(verdict.shareable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Cache-Control: max-age=99999999999999999999",
    "Cache-Control: s-maxage=9999999999",
    "'Date: Mon, 01 Jan 2024 00:00:00 GMT | Expires: Fri, 31 Dec 9999 23:59:59 GMT'"
  })
  void judge_enormousLifetime_staysWithinWhatNanosecondsCanSay(String response) {
    Duration lifetime = judge(SHARED, "", 200, response).lifetime();

    assertThat(lifetime).isGreaterThan(Duration.ofDays(3650));
    assertThat(lifetime.toNanos()).isPositive();
  }

  @Test
  void judge_noNamedLifetimeButAge_keepsForTheWholeConfiguredTime() {
    StorageVerdict verdict = judge(SHARED, "", 200, "Age: 100");

    assertThat(verdict.lifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(verdict.initialAgeSeconds()).isEqualTo(100);
  }

  /** RFC 9111 §3 and §3.5; columns: partition, request, response, obstacle. */
  @ParameterizedTest
  @CsvSource({
    "shared, '', Cache-Control: no-store, NO_STORE",
    "own, '', Cache-Control: no-store, NO_STORE",
    "shared, '', 'Cache-Control: max-age=60, no-store', NO_STORE",
    "shared, '', Cache-Control: private, PRIVATE",
    "shared, '', 'Cache-Control: private, max-age=60', PRIVATE",
    "shared, '', 'Cache-Control: public, private', PRIVATE",
    "shared, '', 'Cache-Control: private=\"x\", max-age=60', PRIVATE",
    "own, '', Cache-Control: private, NONE",
    "shared, '', Set-Cookie: a=b, SET_COOKIE",
    "own, '', Set-Cookie: a=b, SET_COOKIE",
    "shared, '', 'Cache-Control: public, max-age=9 | Set-Cookie: a=b', SET_COOKIE",
    "shared, '', Vary: *, VARY_ANY",
    "own, '', 'Vary: Accept, *', VARY_ANY",
    "shared, Authorization: Basic x, '', PRIVATE",
    "shared, Authorization: Basic x, Cache-Control: max-age=60, PRIVATE",
    "shared, Authorization: Basic x, 'Cache-Control: proxy-revalidate, max-age=60', PRIVATE",
    "shared, Authorization: Basic x, 'Cache-Control: public', NONE",
    "shared, Authorization: Basic x, 'Cache-Control: s-maxage=60', NONE",
    "shared, Authorization: Basic x, 'Cache-Control: must-revalidate, max-age=60', NONE",
    "shared, Authorization: Basic x, 'Cache-Control: public, private', PRIVATE",
    "own, Authorization: Basic x, Cache-Control: max-age=60, NONE",
    "shared, Cookie: a=b, Cache-Control: max-age=60, NONE",
    "shared, '', Vary: Accept, NONE"
  })
  void judge_whoMayHaveIt_followsTheDirectives(
      String partition, String request, String response, Obstacle expected) {
    StorageVerdict verdict = judge(partition.equals("own") ? OWN : SHARED, request, 200, response);

    assertThat(verdict.obstacle()).isEqualTo(expected);
    assertThat(verdict.storable()).isEqualTo(expected == Obstacle.NONE);
    assertThat(verdict.shareable()).isEqualTo(expected == Obstacle.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "'Cache-Control: public', true",
    "'Cache-Control: max-age=60', false",
    "'Cache-Control: public, private', false",
    "Cache-Control: public | Cache-Control: private, false"
  })
  void judge_publicWithinAPartition_isForEveryoneUnlessPrivateToo(
      String response, boolean expected) {
    StorageVerdict verdict = judge(OWN, "Authorization: Basic x", 200, response);

    assertThat(verdict.obstacle()).isEqualTo(Obstacle.NONE);
    assertThat(verdict.isPublic()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"201", "203", "204", "206", "301", "302", "304", "404", "410", "416", "500", "503"})
  void judge_statusOtherThan200ForAWhole_isNotStored(int status) {
    StorageVerdict verdict =
        judge(SHARED, "", status, "Cache-Control: max-age=60 | Content-Range: bytes 0-9/10");

    assertThat(verdict.obstacle()).isEqualTo(Obstacle.STATUS);
    assertThat(verdict.shareable()).isTrue();
  }

  @Test
  void judge_exactlyTheRangeOfTheKey_isStored() {
    assertThat(judge(PART, "Range: bytes=10-19", 206, "Content-Range: bytes 10-19/100").obstacle())
        .isEqualTo(Obstacle.NONE);
    assertThat(judge(PART, "Range: bytes=10-19", 206, "Content-Range: bytes 10-19/*").obstacle())
        .isEqualTo(Obstacle.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "206, Content-Range: bytes 10-18/100",
    "206, Content-Range: bytes 0-19/100",
    "206, Content-Range: bytes 10-20/100",
    "206, Content-Range: bytes */100",
    "206, ''",
    "206, Content-Type: multipart/byteranges",
    "200, ''",
    "200, Content-Range: bytes 10-19/100",
    "416, Content-Range: bytes */15"
  })
  void judge_anythingButTheRangeOfTheKey_isNotStored(int status, String response) {
    assertThat(judge(PART, "Range: bytes=10-19", status, response).obstacle())
        .isEqualTo(Obstacle.STATUS);
  }

  @Test
  void judge_vary_selectsTheFieldsWithTheRequestsValues() {
    StorageVerdict verdict =
        judge(SHARED, "Origin: https://a | X: 1", 200, "Vary: Origin | Vary: Accept-Language");

    assertThat(verdict.selecting())
        .containsExactly(new Field("origin", "https://a"), new Field("accept-language", ""));
  }

  /** Origins forget to say so; a viewer who did not ask for gzip must never get it. */
  @ParameterizedTest
  @CsvSource({"''", "Vary: Accept-Encoding", "'Vary: Origin, accept-encoding'"})
  void judge_encodedBody_alwaysSelectsOnAcceptEncoding(String vary) {
    StorageVerdict verdict =
        judge(
            SHARED,
            "Accept-Encoding: gzip",
            200,
            "Content-Encoding: gzip" + (vary.isEmpty() ? "" : " | " + vary));

    assertThat(verdict.selecting()).contains(new Field("accept-encoding", "gzip"));
    assertThat(verdict.selecting()).doesNotHaveDuplicates();
    assertThat(HttpFields.EMPTY.agreesWith(verdict.selecting())).isFalse();
  }

  @Test
  void judge_bodyNotEncoded_doesNotSelectOnAcceptEncoding() {
    assertThat(
            judge(SHARED, "Accept-Encoding: gzip", 200, "Content-Encoding: identity").selecting())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "Age: 0, 0", "Age: 17, 17", "Age: -1, 0", "Age: old, 0"})
  void judge_age_isTheInitialAge(String response, long expected) {
    assertThat(judge(SHARED, "", 200, response).initialAgeSeconds()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void because_anotherObstacle_changesNothingElse(Obstacle obstacle) {
    StorageVerdict verdict = judge(SHARED, "", 200, "Cache-Control: public, max-age=60 | Age: 1");
    StorageVerdict changed = verdict.because(obstacle);

    assertThat(changed.obstacle()).isEqualTo(obstacle);
    assertThat(changed.storable()).isEqualTo(obstacle == Obstacle.NONE);
    assertThat(List.of(changed.shareable(), changed.isPublic(), changed.lifetime()))
        .isEqualTo(List.of(verdict.shareable(), verdict.isPublic(), verdict.lifetime()));
    assertThat(changed.initialAgeSeconds()).isEqualTo(1);
  }
}
