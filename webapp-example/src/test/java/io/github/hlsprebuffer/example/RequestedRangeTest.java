package io.github.hlsprebuffer.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@code Range} field selects, by the rules and examples of RFC 9110 §14.1.2 and §14.2. */
final class RequestedRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-499, 0, 500",
    "bytes=500-999, 500, 500",
    "bytes=9500-, 9500, 500",
    "bytes=9500-20000, 9500, 500",
    "bytes=-500, 9500, 500",
    "bytes=-20000, 0, 10000",
    "BYTES=0-0, 0, 1",
  })
  void of_satisfiableRange_selectsPart(String field, int offset, int length) {
    assertThat(RequestedRange.of(field, 10_000)).isEqualTo(new RequestedRange(206, offset, length));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=1234567890-"})
  void of_absentOrUnusableField_selectsWhole(@Nullable String field) {
    assertThat(RequestedRange.of(field, 10_000)).isEqualTo(new RequestedRange(200, 0, 10_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10000-", "bytes=999999-", "bytes=10000-10001", "bytes=-0"})
  void of_rangeBeyondEnd_isUnsatisfiable(String field) {
    assertThat(RequestedRange.of(field, 10_000)).isEqualTo(new RequestedRange(416, 0, 0));
  }

  @Test
  void contentRange_part_namesFirstLastAndSize() {
    assertThat(RequestedRange.of("bytes=500-999", 10_000).contentRange(10_000))
        .isEqualTo("bytes 500-999/10000");
  }

  @Test
  void contentRange_unsatisfiable_namesSizeOnly() {
    assertThat(RequestedRange.of("bytes=10000-", 10_000).contentRange(10_000))
        .isEqualTo("bytes */10000");
  }
}
