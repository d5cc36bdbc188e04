package io.github.hlsprebuffer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rate of a paced body, on a clock that only sleeping moves. */
final class PacedWriterTest {

  private static final int BYTES_PER_SECOND = 100_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> writtenBeforeSleep = new ArrayList<>();
  private long nanoTime = 42;

  private final PacedWriter writer =
      new PacedWriter(
          BYTES_PER_SECOND,
          () -> nanoTime,
          nanos -> {
            writtenBeforeSleep.add(out.size());
            nanoTime += nanos;
          });

  @Test
  void write_body_takesAsLongAsTheRateSays() throws IOException {
    writer.write(out, randomBytes(250_000), 0, 250_000);

    assertThat(Duration.ofNanos(nanoTime - 42)).isEqualTo(Duration.ofMillis(2_500));
  }

  @Test
  void write_body_waitsBeforeEachPiece() throws IOException {
    writer.write(out, randomBytes(20_000), 0, 20_000);

    assertThat(writtenBeforeSleep)
        .containsExactly(0, PacedWriter.PIECE_BYTES, 2 * PacedWriter.PIECE_BYTES);
  }

  @Test
  void write_part_writesExactlyThatPart() throws IOException {
    byte[] bytes = randomBytes(30_000);

    writer.write(out, bytes, 1_000, 25_000);

    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1_000, 26_000));
  }

  @Test
  void write_nothing_doesNotSleep() throws IOException {
    writer.write(out, new byte[0], 0, 0);

    assertThat(writtenBeforeSleep).isEmpty();
  }

  @Test
  void sleepOnThread_interrupted_failsAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> PacedWriter.sleepOnThread(1_000_000))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
