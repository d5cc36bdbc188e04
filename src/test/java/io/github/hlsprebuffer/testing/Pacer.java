package io.github.hlsprebuffer.testing;

import java.time.Duration;

/**
 * Says how long a body must wait to keep to its rate.
 *
 * @param bytesPerSecond the rate, 0 for unlimited
 */
record Pacer(long bytesPerSecond) {

  private static final int MAX_PIECE_BYTES = 64 << 10;
  private static final int PIECES_PER_SECOND = 20;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Returns how many bytes to write at once: little enough to keep the flow even. */
  int pieceBytes() {
    return bytesPerSecond == 0
        ? MAX_PIECE_BYTES
        : (int) Math.max(1, Math.min(MAX_PIECE_BYTES, bytesPerSecond / PIECES_PER_SECOND));
  }

  /** Returns the wait that is due when so many bytes were sent in so much time. */
  Duration delay(long sentBytes, long elapsedNanos) {
    if (bytesPerSecond == 0) {
      return Duration.ZERO;
    }
    long dueNanos = (long) (sentBytes * NANOS_PER_SECOND / bytesPerSecond);
    return Duration.ofNanos(Math.max(0, dueNanos - elapsedNanos));
  }
}
