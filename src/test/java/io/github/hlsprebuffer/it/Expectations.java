package io.github.hlsprebuffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.testing.OriginFault;
import io.github.hlsprebuffer.testing.RawResponse;
import java.util.Arrays;

/** What a viewer must see of a segment, given what its origin does. */
final class Expectations {
  private Expectations() {}

  /** What a viewer sees whose request met the fault at every attempt. */
  static void assertPassedOn(OriginFault fault, RawResponse seen, byte[] body, long oversizeBytes) {
    switch (fault) {
      case NONE, SLOW_BODY, REDIRECT -> assertWhole(seen, body);
      case STALL_BEFORE_HEADERS -> assertError(seen, 504);
      case DISCONNECT_BEFORE_HEADERS, RESET_BEFORE_HEADERS, GARBAGE -> assertError(seen, 502);
      case STALL_IN_BODY -> assertBrokenOff(seen, body);
      case SHORT_BODY, DISCONNECT_DURING_BODY -> assertBrokenOffOrError(seen, body, 502);
      case OVERSIZE_BODY -> assertRepeated(seen, body, oversizeBytes);
      case ERROR_404 -> {
        assertError(seen, 404);
        assertThat(seen.text()).isEqualTo("status 404\n");
      }
      case ERROR_503 -> {
        assertError(seen, 503);
        assertThat(seen.text()).isEqualTo("status 503\n");
        assertThat(seen.headers().first("Retry-After")).hasValue("1");
      }
    }
  }

  static void assertWhole(RawResponse seen, byte[] body) {
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.isComplete()).as("complete").isTrue();
    assertThat(seen.body()).isEqualTo(body);
  }

  static void assertError(RawResponse seen, int status) {
    assertThat(seen.status()).isEqualTo(status);
    assertThat(seen.isComplete()).as("complete").isTrue();
  }

  /**
   * A response that nobody can take for a whole one, and whose bytes are right as far as they go.
   */
  static void assertBrokenOff(RawResponse seen, byte[] body) {
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.isComplete()).as("complete").isFalse();
    assertThat(seen.body()).hasSizeLessThan(body.length);
    assertThat(seen.body()).isEqualTo(Arrays.copyOf(body, seen.body().length));
  }

  /** An error is the better answer, where the break is known before anything has left. */
  static void assertBrokenOffOrError(RawResponse seen, byte[] body, int status) {
    if (seen.status() == status) {
      assertError(seen, status);
    } else {
      assertBrokenOff(seen, body);
    }
  }

  static void assertWholeOrBrokenOff(RawResponse seen, byte[] body) {
    if (seen.isComplete()) {
      assertWhole(seen, body);
    } else {
      assertBrokenOff(seen, body);
    }
  }

  private static void assertRepeated(RawResponse seen, byte[] body, long lengthBytes) {
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.isComplete()).as("complete").isTrue();
    assertThat(seen.body()).hasSize((int) lengthBytes);
    assertThat(Arrays.copyOf(seen.body(), body.length)).isEqualTo(body);
  }
}
