package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheControlTest {

  private static CacheControl parse(String... lines) {
    HttpFields fields = HttpFields.EMPTY;
    for (String line : lines) {
      fields = fields.with("Cache-Control", line);
    }
    return CacheControl.of(fields);
  }

  @Test
  void of_noField_hasNoDirective() {
    CacheControl none = CacheControl.of(HttpFields.EMPTY);

    assertThat(none.noStore()).isFalse();
    assertThat(none.noCache()).isFalse();
    assertThat(none.isPrivate()).isFalse();
    assertThat(none.isPublic()).isFalse();
    assertThat(none.mustRevalidate()).isFalse();
    assertThat(none.maxAgeSeconds()).isEmpty();
    assertThat(none.sharedMaxAgeSeconds()).isEmpty();
  }

  @Test
  void of_directivesOnSeveralLines_areAllRead() {
    CacheControl control = parse("Public, MAX-AGE=10", "s-maxage=20 , must-revalidate");

    assertThat(control.isPublic()).isTrue();
    assertThat(control.mustRevalidate()).isTrue();
    assertThat(control.maxAgeSeconds()).hasValue(10);
    assertThat(control.sharedMaxAgeSeconds()).hasValue(20);
  }

  @Test
  void of_noStoreNoCachePrivate_areRead() {
    CacheControl control = parse("no-store, no-cache, private");

    assertThat(control.noStore()).isTrue();
    assertThat(control.noCache()).isTrue();
    assertThat(control.isPrivate()).isTrue();
  }

  @Test
  void of_qualifiedForms_countAsUnqualified() {
    assertThat(parse("no-cache=\"set-cookie\"").noCache()).isTrue();
    assertThat(parse("private=\"x-user, x-account\"").isPrivate()).isTrue();
  }

  @Test
  void of_unknownDirectives_areIgnored() {
    CacheControl control = parse("immutable, max-stale=30, max-age=5, x=\"y\"");

    assertThat(control).isEqualTo(parse("max-age=5"));
  }

  /** RFC 5861; malformed means not at all. */
  @Test
  void of_staleDirectives_areReadAsDeltaSeconds() {
    CacheControl control = parse("stale-while-revalidate=30, stale-if-error=\"60\"");

    assertThat(control.staleWhileRevalidateSeconds()).hasValue(30);
    assertThat(control.staleIfErrorSeconds()).hasValue(60);
    assertThat(parse("stale-if-error").staleIfErrorSeconds()).hasValue(0);
    assertThat(parse("stale-if-error=9, stale-if-error=3").staleIfErrorSeconds()).hasValue(3);
    assertThat(parse("max-age=1").staleIfErrorSeconds()).isEmpty();
  }

  /** RFC 9111 §3.5 names the directives that permit sharing; this one is not among them. */
  @Test
  void of_proxyRevalidate_isNotMustRevalidate() {
    assertThat(parse("proxy-revalidate").mustRevalidate()).isFalse();
    assertThat(parse("proxy-revalidate").proxyRevalidate()).isTrue();
    assertThat(parse("must-revalidate").proxyRevalidate()).isFalse();
  }

  @Test
  void of_directiveTwice_takesTheStricter() {
    assertThat(parse("max-age=10, max-age=5").maxAgeSeconds()).hasValue(5);
    assertThat(parse("max-age=5", "max-age=10").maxAgeSeconds()).hasValue(5);
    assertThat(parse("s-maxage=10, s-maxage=x").sharedMaxAgeSeconds()).hasValue(0);
  }

  /** RFC 9111 §1.2.2 and §4.2.1: too much is 2^31 or so, malformed is stale. */
  @ParameterizedTest
  @CsvSource({
    "max-age=0, 0",
    "max-age=60, 60",
    "max-age = 60, 60",
    "'max-age=\"60\"', 60",
    "max-age=2147483647, 2147483647",
    "max-age=9999999999, 2147483647",
    "max-age=99999999999999999999999, 2147483647",
    "max-age=-1, 0",
    "max-age=, 0",
    "max-age, 0",
    "max-age=1.5, 0",
    "max-age=1h, 0",
    "max-age=60s, 0",
    "max-age='60', 0",
    "max-age=+60, 0",
    "max-age=-99999999999, 0",
    "max-age=as-long-as-you-like, 0"
  })
  void of_maxAge_isReadAsDeltaSeconds(String field, long expected) {
    assertThat(parse(field).maxAgeSeconds()).hasValue(expected);
  }
}
