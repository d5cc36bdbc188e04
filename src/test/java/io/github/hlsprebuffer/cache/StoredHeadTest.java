package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoredHeadTest {

  /** RFC 9111 §4.2.3; a clock that was set back makes nothing younger than it came. */
  @ParameterizedTest
  @CsvSource({
    "0, 100000, 0",
    "0, 100999, 0",
    "0, 101000, 1",
    "17, 100000, 17",
    "17, 160000, 77",
    "17, 40000, 17"
  })
  void ageSeconds_laterOrEarlier_growsFromTheInitialAge(
      long initialAge, long nowMillis, long expected) {
    StoredHead head =
        new StoredHead(
            new ResponseHead(200, HttpFields.EMPTY),
            HttpFields.EMPTY,
            /* bodyId= */ 1,
            /* lengthBytes= */ 0,
            /* storedAtMillis= */ 100_000,
            initialAge,
            /* lifetimeMillis= */ 1000);

    assertThat(head.ageSeconds(nowMillis)).isEqualTo(expected);
  }
}
