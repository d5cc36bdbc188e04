package io.github.hlsprebuffer.example;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes a body no faster than a given rate, in small pieces that leave at once. It blocks the
 * calling thread and keeps no state between calls, so that any number of threads may share one.
 */
final class PacedWriter {

  static final int PIECE_BYTES = 8 * 1024;

  /** Waits on the calling thread. */
  @FunctionalInterface
  interface Sleeper {

    /** Waits for {@code nanos} nanoseconds; returns at once when that is zero or less. */
    void sleep(long nanos) throws IOException;
  }

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;

  PacedWriter(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  /** Writes {@code length} bytes; the last one leaves when the rate allows all of them. */
  void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
    long start = nanoTime.getAsLong();
    int written = 0;
    while (written < length) {
      int piece = Math.min(PIECE_BYTES, length - written);
      // Measured from the start, so that one sleep that is too long does not slow down the rest.
      sleeper.sleep(start + nanosFor(written + piece) - nanoTime.getAsLong());
      out.write(bytes, offset + written, piece);
      out.flush();
      written += piece;
    }
  }

  private long nanosFor(int bytes) {
    return bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }

  /** Sleeps on the calling thread; an interrupt becomes an {@link InterruptedIOException}. */
  static void sleepOnThread(long nanos) throws InterruptedIOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while slowing down a response");
    }
  }
}
