package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDatesTest {

  @Test
  void parse_preferredFormat_isTheInstant() {
    assertThat(HttpDates.parse(" Sun, 06 Nov 1994 08:49:37 GMT "))
        .isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
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
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT"
      })
  void parse_anythingElse_isNull(@Nullable String text) {
    assertThat(HttpDates.parse(text)).isNull();
  }
}
