package io.github.hlsprebuffer.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.testing.Bodies;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of one writer and many readers, the same in every run: every reader gets
 * exactly the bytes of the body, and the writer credit for exactly what the slowest is done with.
 */
final class FillPropertyTest {

  @Test
  void readers_randomInterleavings_getExactlyTheBytes() throws Exception {
    for (int seed = 0; seed < 1500; seed++) {
      try {
        new Run(seed).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** One fill from its beginning to its end. */
  private static final class Run {
    private final Random random;
    private final byte[] body;
    private final long maxKept;
    private final Fill fill;
    private final List<Viewer> viewers = new ArrayList<>();
    private final boolean breaksOff;
    private int sent;
    private long credit;
    private boolean refused;

    Run(int seed) {
      random = new Random(seed);
      body = Bodies.body(seed, random.nextInt(400));
      maxKept = random.nextBoolean() ? body.length : random.nextInt(body.length + 1);
      int blockBytes = 1 + random.nextInt(40);
      fill =
          Fills.begun(
              blockBytes,
              maxKept,
              random.nextBoolean() ? Fills.announcing(body.length) : Fills.HEAD);
      fill.connect(bytes -> credit += bytes, () -> refused = true);
      breaksOff = random.nextInt(5) == 0;
      viewers.add(new Viewer(Fills.leader(fill)));
    }

    void play() throws FillException {
      while (sent < body.length && !refused) {
        step();
        checkCredit();
      }
      if (breaksOff) {
        fill.fail(new FillException(Reason.ORIGIN_FAILED, "broken off"));
      } else {
        fill.complete();
      }
      for (Viewer viewer : viewers) {
        viewer.finish();
      }
      checkKept();
    }

    private void step() throws FillException {
      switch (random.nextInt(8)) {
        case 0 -> join();
        case 1 -> leave();
        case 2, 3 -> send();
        default -> viewers.get(random.nextInt(viewers.size())).readOne();
      }
    }

    private void join() {
      FillReader joined = fill.attach(/* leader= */ false);
      assertThat(joined == null).as("outgrown fills only are closed").isEqualTo(sent > maxKept);
      if (joined != null) {
        viewers.add(new Viewer(joined));
      }
    }

    private void leave() {
      if (viewers.size() > 1 && random.nextInt(3) == 0) {
        viewers.remove(random.nextInt(viewers.size())).reader.close();
      }
    }

    private void send() {
      int count = Math.min(1 + random.nextInt(90), body.length - sent);
      assertThat(Fills.append(fill, body, sent, sent + count)).isTrue();
      sent += count;
      assertThat(fill.received()).isEqualTo(sent);
    }

    /** What the slowest has not yet been handed is never credited, unless it was kept. */
    private void checkCredit() {
      long slowest = viewers.stream().mapToLong(v -> v.reader.position()).min().orElse(sent);
      assertThat(credit).isLessThanOrEqualTo(sent);
      if (sent <= maxKept) {
        assertThat(credit).isEqualTo(sent);
      } else {
        assertThat(credit).isLessThanOrEqualTo(Math.max(maxKept, slowest));
      }
    }

    private void checkKept() {
      boolean whole = !breaksOff && sent <= maxKept;
      assertThat(fill.isKeptWhole()).isEqualTo(whole);
      assertThat(fill.hasOutgrown()).isEqualTo(sent > maxKept);
      if (whole) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        requireNonNull(fill.wholeBlocks()).forEach(kept::writeBytes);
        assertThat(kept.toByteArray()).isEqualTo(body);
      } else if (!breaksOff) {
        assertThat(credit).isEqualTo(sent);
      }
    }

    /** Reads along and compares. */
    private final class Viewer {
      private final FillReader reader;

      Viewer(FillReader reader) {
        this.reader = reader;
      }

      void readOne() throws FillException {
        if (reader.isReady()) {
          check(reader.position(), reader.read(Duration.ZERO));
        }
      }

      private void check(long at, @Nullable Slice slice) {
        assertThat(slice).isNotNull();
        assertThat(reader.position()).isEqualTo(at + slice.length());
        assertThat(Fills.bytes(slice))
            .isEqualTo(Arrays.copyOfRange(body, (int) at, (int) at + slice.length()));
      }

      void finish() {
        try {
          while (reader.isReady()) {
            readOne();
          }
          assertThat(reader.position()).isEqualTo(sent);
          assertThat(reader.read(Duration.ZERO)).isNull();
          assertThat(breaksOff).isFalse();
        } catch (FillException e) {
          assertThat(breaksOff).isTrue();
          assertThat(e.reason()).isEqualTo(Reason.ORIGIN_FAILED);
        }
      }
    }
  }
}
