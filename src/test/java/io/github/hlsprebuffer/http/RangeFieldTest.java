package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeFieldTest {

  /** RFC 9110 §14.1.2; a resource of 100 bytes unless said otherwise. */
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 100, 0-0",
    "bytes=0-99, 100, 0-99",
    "bytes=10-19, 100, 10-19",
    "bytes=10-1000, 100, 10-99",
    "bytes=99-, 100, 99-99",
    "bytes=0-, 100, 0-99",
    "bytes=-1, 100, 99-99",
    "bytes=-100, 100, 0-99",
    "bytes=-1000, 100, 0-99",
    "BYTES=1-2, 100, 1-2",
    "'bytes= 1-2 ', 100, 1-2",
    "bytes=0-999999999999999999, 100, 0-99",
    "bytes=0-9999999999999999999, 100, 0-99",
    "bytes=-9999999999999999999, 100, 0-99",
    "bytes=9999999999999999999-, 100, none",
    "bytes=100-, 100, none",
    "bytes=100-200, 100, none",
    "bytes=-0, 100, none",
    "bytes=0-, 0, none",
    "bytes=0-0, 0, none",
    "bytes=-5, 0, none",
    "bytes=0-0, 1, 0-0"
  })
  void within_aLength_isTheSatisfiablePart(String field, long length, String expected) {
    RangeField range = RangeField.parse(field);
    assertThat(range).isNotNull();
    ByteInterval interval = range.within(length);

    assertThat(interval == null ? "none" : interval.first() + "-" + interval.last())
        .isEqualTo(expected);
  }

  /** RFC 9110 §14.2: what is no valid byte range is ignored; several ranges we do not serve. */
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=1-b",
        "bytes=--5",
        "bytes=1--5",
        "bytes=+1-5",
        "bytes=1-2-3",
        "bytes=1 - 2",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "bytes 0-1",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=１-２"
      })
  void parse_notOneWellFormedByteRange_isNull(@Nullable String field) {
    assertThat(RangeField.parse(field)).isNull();
  }

  /** RFC 9110 §5.3: lines of one name are one list. */
  @Test
  void of_fieldThatStandsTwice_isNull() {
    HttpFields once = HttpFields.EMPTY.with("Range", "bytes=0-1");

    assertThat(RangeField.of(HttpFields.EMPTY)).isNull();
    assertThat(RangeField.of(once)).isEqualTo(new RangeField(0, 1));
    assertThat(RangeField.of(once.with("range", "bytes=0-1"))).isNull();
  }

  @Test
  void closed_bothEndsGiven_isTheInterval() {
    assertThat(new RangeField(3, 7).closed()).isEqualTo(new ByteInterval(3, 7));
    assertThat(new RangeField(3, -1).closed()).isNull();
    assertThat(new RangeField(-1, 7).closed()).isNull();
  }
}
