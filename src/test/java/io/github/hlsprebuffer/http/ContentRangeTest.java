package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The field by which a part says what it is of. */
final class ContentRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes 0-0/1, 0, 0, 1",
    "bytes 2-4/10, 2, 4, 10",
    "bytes 2-4/*, 2, 4, -1",
    "Bytes 2-4/ 5, 2, 4, 5",
  })
  void of_wellFormed_isRead(String field, long first, long last, long complete) {
    assertThat(ContentRange.of(fields(field)))
        .isEqualTo(new ContentRange(new ByteInterval(first, last), complete));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes */10",
        "bytes 2-4",
        "bytes 4-2/10",
        "bytes 2-4/",
        "bytes 2-4/x",
        "bytes 2-4/4",
        "bytes 2-4/-1",
        "lines 2-4/10",
      })
  void of_malformed_isNothing(String field) {
    assertThat(ContentRange.of(fields(field))).isNull();
  }

  @Test
  void of_absentOrTwice_isNothing() {
    assertThat(ContentRange.of(HttpFields.EMPTY)).isNull();
    assertThat(ContentRange.of(fields("bytes 2-4/10").with("Content-Range", "bytes 2-4/10")))
        .isNull();
  }

  private static HttpFields fields(String contentRange) {
    return HttpFields.EMPTY.with("Content-Range", contentRange);
  }
}
