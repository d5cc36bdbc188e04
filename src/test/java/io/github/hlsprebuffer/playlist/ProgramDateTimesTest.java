package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramDateTimesTest {

  @ParameterizedTest
  @CsvSource({
    "2010-02-19T14:54:23.031+08:00, 2010-02-19T06:54:23.031Z",
    "2010-02-19T14:54:23.031Z, 2010-02-19T14:54:23.031Z",
    "2010-02-19t14:54:23z, 2010-02-19T14:54:23Z",
    "2010-02-19 14:54:23, 2010-02-19T14:54:23Z",
    "'2010-02-19T14:54:23,5Z', 2010-02-19T14:54:23.500Z",
    "2010-02-19T14:54:23.1234567891Z, 2010-02-19T14:54:23.123456789Z",
    "2010-02-19T14:54:23-0330, 2010-02-19T18:24:23Z",
    "2010-02-19T14:54:23+01, 2010-02-19T13:54:23Z",
    "2012-02-29T23:59:60Z, 2012-03-01T00:00:00Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z"
  })
  void parse_date_isThatInstant(String text, Instant expected) {
    assertThat(parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2010-02-19",
        "2010-02-19T14:54",
        "2010-02-30T14:54:23Z",
        "2010-13-19T14:54:23Z",
        "2010-02-19T24:54:23Z",
        "2010-02-19T14:60:23Z",
        "2010-02-19T14:54:61Z",
        "20x0-02-19T14:54:23Z",
        "x010-02-19T14:54:23Z",
        "2010-02-19X14:54:23Z",
        "2010-02-19T14:54:23ZZ",
        "2010-02-19T14:54:23+",
        "2010-02-19T14:54:23+1",
        "2010-02-19T14:54:23+1x:00",
        "2010-02-19T14:54:23+01:0x",
        "2010-02-19T14:54:23*01:00",
        "Fri, 19 Feb 2010 14:54:23 GMT"
      })
  void parse_noDate_isNull(String text) {
    assertThat(parse(text)).isNull();
  }

  private static @Nullable Instant parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    return ProgramDateTimes.parse(bytes, 1, bytes.length - 1);
  }
}
