package io.github.hlsprebuffer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.BodyPattern;
import io.github.hlsprebuffer.testing.Turns;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A table with fills of one short body, whose threads take turns, and what they do with them. */
final class TurnBench {
  static final int LENGTH = 5;

  private static final int BLOCK_BYTES = 2;
  private static final BodyPattern BODY = new BodyPattern(3);
  private static final Duration FOREVER = Duration.ofDays(1);

  final Turns turns;
  final FillTable table;
  private final Lock lock;
  private final Condition progress;
  private final StringBuilder stored = new StringBuilder();
  private int underWay;
  private int begun;

  TurnBench(Turns turns) {
    this.turns = turns;
    this.table = new FillTable(new TurnMap(turns));
    this.lock = turns.lock();
    this.progress = lock.newCondition();
  }

  /** A fill that keeps so many bytes. */
  Fill fill(long maxKeptBytes) {
    return new Fill(
        Fills.KEY,
        BLOCK_BYTES,
        maxKeptBytes,
        /* keepsAll= */ maxKeptBytes > 0,
        /* prefetch= */ false,
        turns.lock());
  }

  /** What the table begins where there is none: it must be the only one. */
  Fill begin() {
    assertThat(++underWay).as("fills under way").isEqualTo(1);
    begun++;
    return fill(LENGTH);
  }

  int begun() {
    return begun;
  }

  /** Takes a fill that has ended out of the table. */
  void end(Fill fill) {
    underWay--;
    table.remove(fill);
  }

  // ---- writers

  void head(Fill fill) {
    fill.begin(Fills.announcing(LENGTH), /* isShareable= */ true, HttpFields.EMPTY);
  }

  boolean append(Fill fill, int from, int to) {
    return fill.append(ByteBuffer.wrap(BODY.bytes(from, to - from)));
  }

  /** The whole body, as it comes. */
  void write(Fill fill) {
    head(fill);
    if (append(fill, 0, 2) && append(fill, 2, LENGTH)) {
      fill.complete();
    }
  }

  /** The same, and stores it if it may be kept; as the keeper does. */
  void writeAndStore(Fill fill) {
    write(fill);
    if (fill.wholeBlocks() != null) {
      store(true);
      if (!fill.isKeptWhole()) {
        store(false);
      }
    }
    end(fill);
  }

  void store(boolean isStored) {
    lock.lock();
    try {
      stored.setLength(0);
      stored.append(isStored ? "stored" : "");
    } finally {
      lock.unlock();
    }
  }

  boolean isStored() {
    return !stored.isEmpty();
  }

  // ---- readers

  /** How a reader's body ended: null where it was whole, or why it was not. */
  record Ending(long bytes, @Nullable Reason reason) {
    boolean isWhole() {
      return reason == null;
    }
  }

  /** Reads to the end on a thread that waits, and checks every byte. */
  Ending read(FillReader reader) {
    try (reader) {
      reader.awaitHead(HttpFields.EMPTY, FOREVER);
      while (readOnce(reader)) {
        // So that nobody else's progress is taken for this reader's.
        turns.pause();
      }
      return ended(reader, null);
    } catch (FillException e) {
      return ended(reader, e.reason());
    }
  }

  /** Reads what comes next; false at the end. */
  boolean readOnce(FillReader reader) throws FillException {
    long at = reader.position();
    return check(at, reader.read(FOREVER));
  }

  /** Reads to the end without waiting, again and again when told that there is more. */
  Ending follow(FillReader reader) {
    Bell bell = new Bell();
    try (reader) {
      if (reader.whenAnswered(bell::ring)) {
        bell.await();
      }
      reader.awaitHead(HttpFields.EMPTY, Duration.ZERO);
      while (true) {
        long at = reader.position();
        Slice bytes = reader.poll();
        if (bytes != null && !bytes.isThere()) {
          if (reader.whenReadable(bell::ring)) {
            bell.await();
          }
        } else if (!check(at, bytes)) {
          return ended(reader, null);
        }
      }
    } catch (FillException e) {
      return ended(reader, e.reason());
    }
  }

  private static boolean check(long at, @Nullable Slice bytes) {
    if (bytes != null) {
      assertThat(Fills.bytes(bytes)).isEqualTo(BODY.bytes(at, bytes.length()));
    }
    return bytes != null;
  }

  private static Ending ended(FillReader reader, @Nullable Reason reason) {
    if (reason == null) {
      assertThat(reader.position()).as("length of a whole body").isEqualTo(LENGTH);
    }
    return new Ending(reader.position(), reason);
  }

  /** What a thread without anything to do waits for. */
  final class Bell {
    private boolean rang;

    void ring() {
      lock.lock();
      try {
        rang = true;
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void await() {
      lock.lock();
      try {
        while (!rang) {
          progress.awaitUninterruptibly();
        }
        rang = false;
      } finally {
        lock.unlock();
      }
    }
  }

  /** What a writer may send at once, until its readers have read it. */
  final class Window {
    private long bytes;

    Window(long bytes) {
      this.bytes = bytes;
    }

    long bytes() {
      return bytes;
    }

    /** Brings the whole body, so many bytes at a time. */
    void write(Fill fill, int step) {
      head(fill);
      for (int at = 0; at < LENGTH; at += step) {
        int end = Math.min(at + step, LENGTH);
        take(end - at);
        assertThat(append(fill, at, end)).isTrue();
      }
      fill.complete();
    }

    void grant(long more) {
      lock.lock();
      try {
        bytes += more;
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void take(long wanted) {
      lock.lock();
      try {
        while (bytes < wanted) {
          progress.awaitUninterruptibly();
        }
        bytes -= wanted;
      } finally {
        lock.unlock();
      }
    }
  }
}
