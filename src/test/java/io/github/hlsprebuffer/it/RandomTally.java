package io.github.hlsprebuffer.it;

import java.util.concurrent.atomic.LongAdder;

/** What the viewers of a random run have seen. Thread-safe. */
final class RandomTally {
  final LongAdder requests = new LongAdder();
  final LongAdder wholes = new LongAdder();
  final LongAdder parts = new LongAdder();
  final LongAdder bodiless = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder brokenOff = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder bytes = new LongAdder();

  @Override
  public String toString() {
    return "%d requests: %d whole bodies, %d parts, %d without a body, %d left in mid-body,"
            .formatted(requests.sum(), wholes.sum(), parts.sum(), bodiless.sum(), left.sum())
        + " %d broken off, %d errors; %.1f MB"
            .formatted(brokenOff.sum(), errors.sum(), bytes.sum() / 1e6);
  }
}
