package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.Slice;
import io.github.hlsprebuffer.cache.StoredHead;
import io.github.hlsprebuffer.cache.StoredResource;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoredBodyTest {
  private static final int BLOCK_BYTES = 10;

  /** Three blocks, of which the second one is gone. */
  @ParameterizedTest
  @CsvSource({
    "10, 20, X-Nothing, said, false",
    "10, 1, X-Nothing, said, false",
    "19, 1, X-Nothing, said, false",
    "0, 11, X-Nothing, said, false",
    "0, 10, X-Nothing, said, true",
    "20, 10, X-Nothing, said, true",
    "10, 0, X-Nothing, said, true",
    "10, 20, ETag, W/weak, false",
    "10, 20, ETag, '\"strong\"', true",
    "10, 20, Last-Modified, 'Mon, 02 Mar 2020 03:04:05 GMT', true",
    "10, 20, Last-Modified, 'Mon, 02 Mar 2026 03:04:05 GMT', false"
  })
  void isAvailable_blockIsEvicted_onlyIfItIsNotNeededOrCanBeResumed(
      long from, long length, String name, String value, boolean expected) {
    HttpFields fields =
        HttpFields.EMPTY.with("Date", "Mon, 02 Mar 2026 03:04:05 GMT").with(name, value);

    assertThat(StoredBody.isAvailable(new Holey(fields), from, length)).isEqualTo(expected);
  }

  private record Holey(HttpFields fields) implements StoredResource {
    @Override
    public StoredHead head() {
      ResponseHead response = new ResponseHead(200, fields);
      return new StoredHead(response, HttpFields.EMPTY, 1, 3L * BLOCK_BYTES, 0, 0, 1);
    }

    @Override
    public boolean isFresh() {
      return true;
    }

    @Override
    public long ageSeconds() {
      return 0;
    }

    @Override
    public boolean has(long position, long length) {
      return position >= 2L * BLOCK_BYTES || position + length <= BLOCK_BYTES;
    }

    @Override
    public @Nullable Slice read(long position) {
      throw new AssertionError("costs a copy");
    }

    @Override
    public void close() {}
  }
}
