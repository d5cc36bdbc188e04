package io.github.hlsprebuffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteIntervalTest {

  @Test
  void fields_ofAnInterval_includeItsLastByte() {
    ByteInterval interval = new ByteInterval(10, 19);

    assertThat(interval.length()).isEqualTo(10);
    assertThat(interval.asRangeField()).isEqualTo("bytes=10-19");
    assertThat(interval.asContentRange(100)).isEqualTo("bytes 10-19/100");
  }

  @ParameterizedTest
  @CsvSource({"-1, 5", "5, 4", "-2, -1"})
  void constructor_boundsThatMakeNoInterval_areRejected(long first, long last) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteInterval(first, last));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes 0-0/1, 0, 0",
    "bytes 10-19/100, 10, 19",
    "bytes 10-19/*, 10, 19",
    "BYTES 10-19/100, 10, 19"
  })
  void ofContentRange_range_isRead(String field, long first, long last) {
    assertThat(ByteInterval.ofContentRange(field)).isEqualTo(new ByteInterval(first, last));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "bytes */100",
        "bytes 5-3/10",
        "bytes 5-9",
        "bytes -5/10",
        "bytes 5/10-",
        "items 0-1/2",
        "bytes a-b/c",
        "bytes=0-1/2",
        "bytes 0-99999999999999999999/1"
      })
  void ofContentRange_anythingElse_isNull(@Nullable String field) {
    assertThat(ByteInterval.ofContentRange(field)).isNull();
  }

  @Test
  void ofContentRange_whatAsContentRangeWrote_isTheSameInterval() {
    ByteInterval interval = new ByteInterval(7, 1L << 40);

    assertThat(ByteInterval.ofContentRange(interval.asContentRange(1L << 41))).isEqualTo(interval);
  }
}
