package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDatesTest {

  /**
   * The examples of RFC 9110 §5.6.7, all of which a recipient must accept, and one of them mangled.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        " Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        // as Undertow hands it on
        "Sun Nov 6 08:49:37 1994"
      })
  void parse_eachOfTheThreeFormats_isTheInstant(String text) {
    assertThat(HttpDates.parse(text)).isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @CsvSource({"'Tuesday, 05-Nov-24 00:00:00 GMT'", "'Tue Nov 05 00:00:00 2024'"})
  void parse_obsoleteFormatOfToday_isOfThisCentury(String text) {
    assertThat(HttpDates.parse(text)).isEqualTo(Instant.parse("2024-11-05T00:00:00Z"));
  }

  @Test
  void format_instant_isThePreferredFormatToTheSecond() {
    String text = HttpDates.format(Instant.parse("1994-11-06T08:49:37.999Z"));

    assertThat(text).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(HttpDates.parse(text)).isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "now",
        "1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 94",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT"
      })
  void parse_anythingElse_isNull(@Nullable String text) {
    assertThat(HttpDates.parse(text)).isNull();
  }
}
