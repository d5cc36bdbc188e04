package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.HEAD;
import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.LONG;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.begun;
import static io.github.hlsprebuffer.cache.Fills.leader;
import static io.github.hlsprebuffer.cache.Fills.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only several threads can show. */
final class FillRaceTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void cancelIfUnread_whileAReaderAttaches_exactlyOneOfThemWins() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    for (int round = 0; round < 2000; round++) {
      Fill fill = begun(10, 100, HEAD);
      Future<Boolean> cancelled = threads.submit(together(start, fill::cancelIfUnread));
      start.await(30, TimeUnit.SECONDS);
      FillReader reader = fill.attach(/* leader= */ false);

      assertThat(reader == null).isEqualTo(cancelled.get(30, TimeUnit.SECONDS));
      assertThat(fill.failureReason()).isEqualTo(reader == null ? Reason.CANCELLED : null);
    }
  }

  private static <T> Callable<T> together(CyclicBarrier start, Callable<T> then) {
    return () -> {
      start.await(30, TimeUnit.SECONDS);
      return then.call();
    };
  }

  @Test
  void awaitHeadAndRead_waitingThread_isWokenByTheWriter() throws Exception {
    Fill fill = Fill.keeping(KEY, 10, 100, /* prefetch= */ false);
    FillReader reader = leader(fill);
    Semaphore headSeen = new Semaphore(0);
    Future<byte[]> body =
        threads.submit(
            () -> {
              reader.awaitHead(HttpFields.EMPTY, LONG);
              headSeen.release();
              return readAll(reader, LONG);
            });
    fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);
    assertThat(headSeen.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    append(fill, Bodies.body(6, 25), 0, 12);
    append(fill, Bodies.body(6, 25), 12, 25);
    fill.complete();

    assertThat(body.get(30, TimeUnit.SECONDS)).isEqualTo(Bodies.body(6, 25));
  }

  @Test
  void read_interrupted_isStalledAndStaysInterrupted() {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> reader.read(LONG)).hasMessageStartingWith("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** A writer who sends only what it has credit for, as a fetcher does, and readers who hurry. */
  @Test
  void credit_writerWithASmallWindowAndManyReaders_reachesTheEnd() throws Exception {
    byte[] body = Bodies.body(7, 20_000);
    for (int round = 0; round < 10; round++) {
      int window = 64 + round * 50;
      // Nothing, half or all of it is kept: the rest is held back to the slowest reader.
      Fill fill = begun(32, round % 3 * 10_000L, Fills.announcing(body.length));
      Semaphore credit = new Semaphore(window);
      fill.connect(bytes -> credit.release((int) bytes), () -> {});
      List<Future<byte[]>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        FillReader reader = Fills.joiner(fill);
        readers.add(threads.submit(() -> readAll(reader, LONG)));
      }
      Future<@Nullable Void> writer = threads.submit(() -> write(fill, body, credit, window));

      for (Future<byte[]> reader : readers) {
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(body);
      }
      writer.get(30, TimeUnit.SECONDS);
      assertThat(credit.availablePermits()).as("all credit came back").isEqualTo(window);
    }
  }

  private static @Nullable Void write(Fill fill, byte[] body, Semaphore credit, int window)
      throws InterruptedException {
    int chunk = window / 3;
    for (int at = 0; at < body.length; at += chunk) {
      int count = Math.min(chunk, body.length - at);
      assertThat(credit.tryAcquire(count, 30, TimeUnit.SECONDS)).as("credit").isTrue();
      assertThat(fill.append(ByteBuffer.wrap(body, at, count))).isTrue();
    }
    fill.complete();
    return null;
  }
}
