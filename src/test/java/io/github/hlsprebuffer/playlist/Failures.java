package io.github.hlsprebuffer.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.playlist.PlaylistParseException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts why a playlist cannot be read. */
final class Failures {

  private Failures() {}

  static void assertFailure(Reason reason, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            PlaylistParseException.class,
            failure -> assertThat(failure.reason()).isEqualTo(reason));
  }
}
