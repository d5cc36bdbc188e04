package io.github.hlsprebuffer.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectPolicyTest {
  private static final FetchRequest REQUEST =
      new FetchRequest(
          "GET", URI.create("http://origin.test/live/a.ts?x=1"), null, HttpFields.EMPTY);

  private final RedirectPolicy policy =
      new RedirectPolicy(Set.of("https://cdn.test", "http://edge.test:8080"));

  @ParameterizedTest
  @CsvSource({
    "/b.ts, http://origin.test/b.ts",
    "b.ts?token=1, http://origin.test/live/b.ts?token=1",
    "//origin.test/b.ts, http://origin.test/b.ts",
    "http://origin.test/b.ts, http://origin.test/b.ts",
    "http://ORIGIN.test/b.ts, http://ORIGIN.test/b.ts",
    "http://origin.test:80/b.ts, http://origin.test:80/b.ts",
    "https://cdn.test/b.ts, https://cdn.test/b.ts",
    "https://cdn.test:443/b.ts, https://cdn.test:443/b.ts",
    "http://edge.test:8080/b.ts, http://edge.test:8080/b.ts",
  })
  void next_sameOrAllowedOrigin_isFollowed(String location, String target) {
    FetchRequest next = policy.next(REQUEST, redirect(302, location));

    assertThat(next).isNotNull();
    assertThat(next.uri()).isEqualTo(URI.create(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://other.test/b.ts",
        "//other.test/b.ts",
        "http://169.254.169.254/latest/meta-data",
        "https://origin.test/b.ts",
        "http://origin.test:8080/b.ts",
        "http://cdn.test/b.ts",
        "http://edge.test/b.ts",
        "http://origin.test.evil.test/b.ts",
        "http://origin.test@evil.test/b.ts",
        "http://user:secret@origin.test/b.ts",
        "ftp://origin.test/b.ts",
        "file:///etc/passwd",
        "mailto:somebody@origin.test",
        "http:b.ts",
        "http:///b.ts",
        "http://origin.test:99999999999/b.ts",
        "/with space",
        "http://[::1/b.ts",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/b.ts",
        "http://127.0.0.1/b.ts",
        "http://2130706433/b.ts",
        "http://0177.0.0.1/b.ts",
        "http://0x7f000001/b.ts",
        "http://127.1/b.ts",
        "http://[::1]/b.ts",
        "http://[::ffff:127.0.0.1]/b.ts",
        "http://origin.test./b.ts",
        "http://cdn.test@127.0.0.1/b.ts",
        "https://cdn.test:444/b.ts",
        "http://cdn.test/b.ts",
        "\\\\127.0.0.1\\b.ts",
        "file:///etc/passwd",
        "jar:http://origin.test/b!/c",
        "gopher://127.0.0.1:11211/",
        "%zz",
      })
  void next_elsewhereOrMalformed_isLeftToTheViewer(String location) {
    assertThat(policy.next(REQUEST, redirect(302, location))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "301, true",
    "302, true",
    "303, true",
    "307, true",
    "308, true",
    "200, false",
    "201, false",
    "300, false",
    "304, false",
    "305, false",
    "404, false",
  })
  void next_status_onlyWhereItRedirects(int status, boolean followed) {
    assertThat(policy.next(REQUEST, redirect(status, "/b.ts")) != null).isEqualTo(followed);
  }

  @Test
  void next_noLocation_isNone() {
    assertThat(policy.next(REQUEST, new ResponseHead(302, HttpFields.EMPTY))).isNull();
  }

  @Test
  void next_sameOrigin_keepsHostAndFields() {
    FetchRequest next = policy.next(personal(), redirect(302, "/b"));

    assertThat(next).isNotNull();
    assertThat(next.host()).isEqualTo("www.example.com");
    assertThat(next.fields()).isEqualTo(personal().fields());
    assertThat(next.mayBlock()).isFalse();
  }

  /** From its own address a server may reach what viewers may not. */
  @ParameterizedTest
  @ValueSource(strings = {"/b", "b", "http://127.0.0.1:8080/manager/status", "https://cdn.test/b"})
  void next_askedOfThisServerItself_isLeftToTheViewer(String location) {
    assertThat(
            policy.next(
                personal().with(FetchRequest.LOOPBACK_FIELD, "any"), redirect(302, location)))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b", "https://cdn.test/b"})
  void next_requestThatMayBlock_stillMay(String location) {
    FetchRequest next = policy.next(personal().blocking(), redirect(302, location));

    assertThat(next).isNotNull();
    assertThat(next.mayBlock()).isTrue();
  }

  @Test
  void next_otherOrigin_learnsWhatIsAskedForButNotWhoAsks() {
    FetchRequest next = policy.next(personal(), redirect(302, "https://cdn.test/b"));

    assertThat(next).isNotNull();
    assertThat(next.host()).isNull();
    assertThat(next.fields())
        .isEqualTo(HttpFields.EMPTY.with("Range", "bytes=0-1").with("User-Agent", "a player"));
  }

  private static FetchRequest personal() {
    return new FetchRequest(
        "GET",
        URI.create("http://127.0.0.1:8080/a"),
        "www.example.com",
        HttpFields.EMPTY
            .with("Range", "bytes=0-1")
            .with("Authorization", "secret")
            .with("Cookie", "session=secret")
            .with("User-Agent", "a player")
            .with("X-Secret", "secret"));
  }

  private static ResponseHead redirect(int status, String location) {
    return new ResponseHead(status, HttpFields.EMPTY.with("Location", location));
  }
}
