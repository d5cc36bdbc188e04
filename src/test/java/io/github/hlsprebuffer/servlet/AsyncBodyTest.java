package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.Fill;
import io.github.hlsprebuffer.cache.FillException;
import io.github.hlsprebuffer.cache.FillException.Reason;
import io.github.hlsprebuffer.cache.FillReader;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.ResponseHead;
import io.github.hlsprebuffer.testing.Bodies;
import io.github.hlsprebuffer.testing.FakeClock;
import io.github.hlsprebuffer.testing.ManualScheduler;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AsyncBodyTest {
  private static final HttpServletRequest REQUEST = RequestStub.of("", "/a.ts").request();
  private static final byte[] BODY = Bodies.body(1, 100);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Fill fill =
      Fill.keeping(new CacheKey("http://o/1.ts", null, ""), 10, 1000, /* prefetch= */ false);
  private final AsyncExchange exchange = new AsyncExchange();
  private final ManualScheduler timer = new ManualScheduler(new FakeClock());
  private final List<IOException> brokenOff = new ArrayList<>();
  private final AsyncBody body = begun();
  private int ends;

  private AsyncBody begun() {
    fill.begin(new ResponseHead(200, HttpFields.EMPTY), /* isShareable= */ true, HttpFields.EMPTY);
    FillReader reader = Objects.requireNonNull(fill.attach(/* leader= */ true));
    return new AsyncBody(
        exchange.context(),
        exchange.response(),
        exchange.out,
        new FillBody(reader, PATIENCE, -1, () -> ends++),
        (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS),
        brokenOff::add);
  }

  private void begin() throws Exception {
    body.begin(REQUEST);
    exchange.out.listener().onWritePossible();
  }

  private void append(int from, int to) {
    assertThat(fill.append(ByteBuffer.wrap(BODY, from, to - from))).isTrue();
  }

  private void assertSent(int bytes) {
    assertThat(exchange.sent.toByteArray()).isEqualTo(Bodies.body(1, bytes));
  }

  private static boolean reached(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertOver(int completions) {
    assertThat(exchange.completions).isEqualTo(completions);
    assertThat(fill.isRead()).as("reader attached").isFalse();
    assertThat(timer.scheduledTasks()).isZero();
  }

  @Test
  void body_comesInPieces_isSentAsItComesAndCompletedOnce() throws Exception {
    begin();
    append(0, 15);
    assertThat(exchange.sent.size()).as("sent by the thread that brings bytes").isZero();
    exchange.runStarted();
    assertSent(15);
    assertThat(exchange.flushes).as("one for each block, the first one twice").isEqualTo(3);
    append(15, 100);
    fill.complete();
    assertThat(exchange.started).as("hand-overs").hasSize(1);
    exchange.runStarted();
    assertSent(100);
    assertThat(ends).isEqualTo(1);
    assertThat(brokenOff).isEmpty();
    assertOver(1);
  }

  @Test
  void body_viewerTakesLittle_nothingIsReadAhead() throws Exception {
    append(0, 100);
    fill.complete();
    exchange.room = 1;
    begin();
    assertSent(10);
    exchange.take(11);
    assertSent(30);
    exchange.take(0);
    assertSent(30);
    exchange.take(1000);
    assertSent(100);
    assertOver(1);
  }

  @Test
  void body_fillFails_isBrokenOffAfterWhatCame() throws Exception {
    begin();
    append(0, 15);
    fill.fail(new FillException(Reason.ORIGIN_FAILED, "broken off"));
    exchange.runStarted();
    assertSent(15);
    assertThat(brokenOff).singleElement().isInstanceOf(TruncatedResponseException.class);
    assertThat(ends).isZero();
    assertOver(0);
  }

  @Test
  void body_nothingComes_isBrokenOffInTime() throws Exception {
    begin();
    timer.advance(PATIENCE.minusSeconds(1));
    append(0, 15);
    exchange.runStarted();
    timer.advance(PATIENCE.minusSeconds(1));
    exchange.runStarted();
    assertThat(brokenOff).isEmpty();
    timer.advance(Duration.ofSeconds(1));
    exchange.runStarted();
    assertThat(brokenOff).hasSize(1);
    assertOver(0);
  }

  @Test
  void body_viewerLeavesWhileItIsWritten_isLetGo() throws Exception {
    begin();
    append(0, 15);
    exchange.viewerHasLeft = true;
    exchange.runStarted();
    assertThat(brokenOff).isEmpty();
    assertOver(1);
  }

  @Test
  void body_containerSaysEverythingAtOnce_isLetGoOnce() throws Exception {
    begin();
    append(0, 15);
    body.onError(new IOException("reset"));
    body.onError(new IOException("reset"));
    exchange.runStarted();
    exchange.out.listener().onWritePossible();
    assertSent(0);
    assertOver(1);
  }

  @Test
  void body_containerTakesNoMoreTasks_isBrokenOff() throws Exception {
    begin();
    exchange.isOver = true;
    append(0, 15);
    assertThat(brokenOff).hasSize(1);
    assertOver(0);
  }

  /** Once told, a container gives the response to the next request. */
  @Test
  void body_viewerLeavesInMidWrite_containerWaitsUntilNobodyWrites() throws Exception {
    append(0, 100);
    fill.complete();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    exchange.whileWriting =
        () -> {
          writing.countDown();
          assertThat(reached(released)).isTrue();
        };
    Thread writer = new Thread(exchange::runStarted);
    body.begin(REQUEST);
    exchange.started.add(body::onWritePossible);
    writer.start();
    assertThat(reached(writing)).isTrue();
    Thread container = new Thread(() -> body.onError(new IOException("reset")));
    container.start();
    await().until(() -> container.getState() == Thread.State.WAITING);
    released.countDown();
    container.join();
    assertSent(10);
    writer.join();
    assertSent(10);
    assertOver(1);
  }

  @Test
  void body_containerSaysOutOfTheWriteThatTheViewerHasLeft_isLetGoOnce() throws Exception {
    append(0, 100);
    fill.complete();
    exchange.whileWriting = () -> body.onError(new IOException("reset"));
    begin();
    assertSent(10);
    assertOver(1);
  }

  @Test
  void body_fromOffHeapMemory_itsBytesStayUntilTheContainerIsReadyForMore() throws Exception {
    try (LentBody lent = new LentBody(Bodies.body(1, 4 * LentBody.BLOCK_BYTES))) {
      AsyncBody sending =
          new AsyncBody(
              exchange.context(),
              exchange.response(),
              exchange.out,
              lent,
              (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS),
              brokenOff::add);
      exchange.room = 1;
      sending.begin(REQUEST);
      exchange.out.listener().onWritePossible();
      while (exchange.completions == 0) {
        lent.readAnother();
        exchange.take(1);
      }
      assertSent(4 * LentBody.BLOCK_BYTES);
    }
  }
}
