package io.github.hlsprebuffer.cache;

import static io.github.hlsprebuffer.cache.Fills.HEAD;
import static io.github.hlsprebuffer.cache.Fills.KEY;
import static io.github.hlsprebuffer.cache.Fills.LONG;
import static io.github.hlsprebuffer.cache.Fills.announcing;
import static io.github.hlsprebuffer.cache.Fills.append;
import static io.github.hlsprebuffer.cache.Fills.begun;
import static io.github.hlsprebuffer.cache.Fills.bytes;
import static io.github.hlsprebuffer.cache.Fills.joiner;
import static io.github.hlsprebuffer.cache.Fills.leader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.testing.Bodies;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers who wait without a thread. */
final class FillTaskTest {
  private static final byte[] BODY = Bodies.body(1, 25);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static Fill silent() {
    return Fill.keeping(KEY, 10, 100, /* prefetch= */ false);
  }

  private static FillException broken() {
    return new FillException(Reason.ORIGIN_FAILED, "broken off");
  }

  private enum Event {
    BYTES,
    END,
    FAILURE,
    TOO_MUCH;

    void happen(Fill fill) {
      switch (this) {
        case BYTES -> append(fill, BODY, 0, 3);
        case END -> fill.complete();
        case FAILURE -> fill.fail(broken());
        case TOO_MUCH -> append(fill, BODY, 0, 25);
      }
    }
  }

  @Test
  void whenAnswered_headComes_runsOnce() throws Exception {
    Fill fill = silent();
    FillReader reader = leader(fill);
    assertThat(reader.hasAnswer()).isFalse();
    assertThat(reader.whenAnswered(runs::incrementAndGet)).isTrue();
    assertThat(runs).hasValue(0);

    fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);

    assertThat(runs).hasValue(1);
    assertThat(reader.hasAnswer()).isTrue();
    append(fill, BODY, 0, 3);
    fill.complete();
    assertThat(runs).hasValue(1);
  }

  @Test
  void whenAnswered_fillFails_runsOnce() {
    Fill fill = silent();
    FillReader reader = leader(fill);
    assertThat(reader.whenAnswered(runs::incrementAndGet)).isTrue();
    fill.fail(broken());
    fill.fail(broken());
    assertThat(runs).hasValue(1);
    assertThat(reader.hasAnswer()).isTrue();
  }

  @Test
  void whenAnswered_answerIsThere_neverRuns() {
    FillReader reader = leader(begun(10, 100, HEAD));
    assertThat(reader.whenAnswered(runs::incrementAndGet)).isFalse();
    append(reader.fill(), BODY, 0, 3);
    assertThat(runs).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void whenReadable_somethingCame_runsOnceAndPollSaysWhat(Event event) throws Exception {
    Fill fill = begun(10, 100, announcing(20));
    FillReader reader = leader(fill);
    assertThat(reader.poll()).isSameAs(Slice.NOT_YET);
    assertThat(reader.whenReadable(runs::incrementAndGet)).isTrue();

    event.happen(fill);

    assertThat(runs).hasValue(1);
    switch (event) {
      case BYTES -> {
        Slice slice = reader.poll();
        assertThat(slice).isNotNull();
        assertThat(bytes(slice)).isEqualTo(Bodies.body(1, 3));
        assertThat(reader.position()).isEqualTo(3);
        assertThat(reader.poll()).isSameAs(Slice.NOT_YET);
      }
      case END, FAILURE, TOO_MUCH ->
          assertThatThrownBy(reader::poll).isInstanceOf(FillException.class);
    }
  }

  @Test
  void poll_atTheEnd_isNull() throws Exception {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    fill.complete();
    assertThat(reader.poll()).isNull();
    assertThat(reader.whenReadable(runs::incrementAndGet)).isFalse();
  }

  @Test
  void whenReadable_bytesAreThere_neverRuns() {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    append(fill, BODY, 0, 3);
    assertThat(reader.whenReadable(runs::incrementAndGet)).isFalse();
    append(fill, BODY, 3, 6);
    assertThat(runs).hasValue(0);
  }

  @Test
  void close_taskPending_itNeverRuns() {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    FillReader other = joiner(fill);
    assertThat(reader.whenReadable(runs::incrementAndGet)).isTrue();
    assertThat(other.whenReadable(() -> runs.addAndGet(10))).isTrue();
    reader.close();
    append(fill, BODY, 0, 3);
    assertThat(runs).hasValue(10);
  }

  @Test
  void task_callsBackIntoTheFill_findsItUnlocked() {
    Fill fill = begun(10, 100, HEAD);
    FillReader reader = leader(fill);
    FillReader other = joiner(fill);
    List<Long> seen = new ArrayList<>();
    assertThat(
            reader.whenReadable(
                () -> {
                  Future<Long> received = threads.submit(fill::received);
                  seen.add(CompletableFuture.supplyAsync(() -> resultOf(received)).join());
                  other.close();
                }))
        .isTrue();
    append(fill, BODY, 0, 3);
    assertThat(seen).containsExactly(3L);
  }

  private static <T> T resultOf(Future<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Writes while readers register, again and again: no reader may be forgotten. */
  @Test
  void whenReadable_whileBytesArrive_everyReaderGetsToTheEnd() throws Exception {
    byte[] body = Bodies.body(2, 5_000);
    for (int round = 0; round < 50; round++) {
      Fill fill = Fill.keeping(KEY, 32, round % 2 * 10_000L, /* prefetch= */ false);
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        followers.add(new Follower(i == 0 ? leader(fill) : joiner(fill)));
      }
      followers.forEach(follower -> threads.execute(follower::follow));
      fill.begin(HEAD, /* isShareable= */ true, HttpFields.EMPTY);
      for (int at = 0; at < body.length; at += 50) {
        fill.append(ByteBuffer.wrap(body, at, 50));
      }
      fill.complete();
      for (Follower follower : followers) {
        assertThat(follower.whole.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(body);
      }
    }
  }

  /** A reader that holds a thread only while there is something to read. */
  private final class Follower {
    private final FillReader reader;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    Follower(FillReader reader) {
      this.reader = reader;
    }

    void follow() {
      try {
        if (reader.whenAnswered(() -> threads.execute(this::follow))) {
          return;
        }
        do {
          for (Slice slice = reader.poll();
              slice == null || slice.isThere();
              slice = reader.poll()) {
            if (slice == null) {
              whole.complete(body.toByteArray());
              return;
            }
            body.writeBytes(bytes(slice));
          }
        } while (!reader.whenReadable(() -> threads.execute(this::follow)));
      } catch (FillException e) {
        whole.completeExceptionally(e);
      }
    }
  }
}
