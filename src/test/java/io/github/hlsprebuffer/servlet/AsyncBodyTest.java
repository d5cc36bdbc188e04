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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AsyncBodyTest {
  private static final byte[] BODY = Bodies.body(1, 100);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Fill fill =
      Fill.keeping(new CacheKey("http://o/1.ts", null, ""), 10, 1000, /* prefetch= */ false);
  private final AsyncExchange exchange = new AsyncExchange();
  private final ManualScheduler timer = new ManualScheduler(new FakeClock());
  private int ends;

  private AsyncBody body(boolean isDispatched) {
    fill.begin(new ResponseHead(200, HttpFields.EMPTY), /* isShareable= */ true, HttpFields.EMPTY);
    FillReader reader = Objects.requireNonNull(fill.attach(/* leader= */ true));
    return new AsyncBody(
        exchange.exchange(isDispatched),
        exchange.out,
        new FillBody(reader, PATIENCE, -1, () -> ends++),
        (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  private AsyncBody begin() throws Exception {
    return begin(/* isDispatched= */ false);
  }

  private AsyncBody begin(boolean isDispatched) throws Exception {
    AsyncBody body = body(isDispatched);
    body.begin();
    exchange.out.listener().onWritePossible();
    return body;
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
    assertThat(exchange.brokenOff).isEmpty();
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
    assertThat(exchange.brokenOff).singleElement().isInstanceOf(TruncatedResponseException.class);
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
    assertThat(exchange.brokenOff).isEmpty();
    timer.advance(Duration.ofSeconds(1));
    exchange.runStarted();
    assertThat(exchange.brokenOff).hasSize(1);
    assertOver(0);
  }

  @Test
  void body_viewerLeavesWhileItIsWritten_isLetGo() throws Exception {
    begin();
    append(0, 15);
    exchange.viewerHasLeft = true;
    exchange.runStarted();
    assertThat(exchange.brokenOff).isEmpty();
    assertOver(1);
  }

  @Test
  void body_containerSaysEverythingAtOnce_isLetGoOnce() throws Exception {
    AsyncBody body = begin();
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
    assertThat(exchange.status).isEqualTo(502);
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
    AsyncBody body = body(/* isDispatched= */ false);
    body.begin();
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
    AsyncBody body = begin();
    exchange.whileWriting = () -> body.onError(new IOException("reset"));
    append(0, 100);
    fill.complete();
    exchange.runStarted();
    assertSent(10);
    assertOver(1);
  }

  @Test
  void body_fromOffHeapMemory_itsBytesStayUntilTheContainerIsReadyForMore() throws Exception {
    try (LentBody lent = new LentBody(Bodies.body(1, 4 * LentBody.BLOCK_BYTES))) {
      AsyncBody sending =
          new AsyncBody(
              exchange.exchange(/* isDispatched= */ false),
              exchange.out,
              lent,
              (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
      exchange.room = 1;
      sending.begin();
      exchange.out.listener().onWritePossible();
      while (exchange.completions == 0) {
        lent.readAnother();
        exchange.take(1);
      }
      assertSent(4 * LentBody.BLOCK_BYTES);
    }
  }

  @Test
  void dispatchedBody_comesInPieces_isSentInDispatchesAlone() throws Exception {
    AsyncBody body = begin(/* isDispatched= */ true);
    append(0, 15);
    append(15, 30);
    assertThat(exchange.started).as("dispatches").hasSize(1);
    exchange.runStarted();
    assertSent(30);
    append(30, 100);
    fill.complete();
    assertSent(30);
    exchange.runStarted();
    assertSent(100);
    assertThat(body.isOver()).isTrue();
    assertThat(ends).isEqualTo(1);
    assertOver(1);
  }

  @Test
  void dispatchedBody_fillFails_dispatchFails() throws Exception {
    begin(/* isDispatched= */ true);
    append(0, 15);
    exchange.runStarted();
    fill.fail(new FillException(Reason.ORIGIN_FAILED, "broken off"));
    exchange.runStarted();
    assertSent(15);
    assertThat(exchange.brokenOff).singleElement().isInstanceOf(TruncatedResponseException.class);
    assertOver(0);
  }

  @Test
  void dispatchedBody_nothingComes_isBrokenOffInTime() throws Exception {
    begin(/* isDispatched= */ true);
    append(0, 15);
    exchange.runStarted();
    timer.advance(PATIENCE.minusSeconds(1));
    assertThat(exchange.started).isEmpty();
    timer.advance(Duration.ofSeconds(1));
    exchange.runStarted();
    assertThat(exchange.brokenOff).hasSize(1);
    assertOver(0);
  }

  @Test
  void dispatchedBody_containerDispatchesNoMore_isBrokenOff() throws Exception {
    begin(/* isDispatched= */ true);
    exchange.isOver = true;
    append(0, 15);
    assertThat(exchange.status).isEqualTo(502);
    assertOver(0);
  }

  @Test
  void dispatchedBody_applicationIsBeingStopped_isSentAllTheSame() throws Exception {
    begin(/* isDispatched= */ true);
    append(0, 15);
    exchange.runStarted();
    exchange.isStopping = true;
    append(15, 30);
    exchange.runStarted();
    assertSent(30);
    append(30, 100);
    fill.complete();
    exchange.runStarted();
    assertSent(100);
    assertThat(ends).isEqualTo(1);
    assertOver(1);
  }

  /**
   * Whoever asks for a dispatch may wait for a lock of the container, which calls back below it.
   */
  @Test
  void dispatchedBody_endsWhileADispatchIsAskedFor_containerIsToldAfterIt() throws Exception {
    AsyncBody body = begin(/* isDispatched= */ true);
    assertWaitsForWhoeverAsks(
        () -> {
          fill.append(ByteBuffer.wrap(BODY, 15, 85));
          fill.complete();
          body.onWritePossible();
        });
    assertOver(1);
  }

  /** Who asks for a dispatch works on what the container would use for something else. */
  @Test
  void dispatchedBody_viewerLeavesWhileADispatchIsAskedFor_containerWaits() throws Exception {
    AsyncBody body = begin(/* isDispatched= */ true);
    assertWaitsForWhoeverAsks(() -> body.onError(new IOException("reset")));
    assertOver(1);
    exchange.runStarted();
    assertSent(0);
  }

  /** Does what ends the body while somebody who brings bytes asks for a dispatch. */
  private void assertWaitsForWhoeverAsks(Runnable ending) throws InterruptedException {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    exchange.whileDispatching =
        () -> {
          asking.countDown();
          assertThat(reached(released)).isTrue();
        };
    Thread bringer = new Thread(() -> append(0, 15));
    bringer.start();
    assertThat(reached(asking)).isTrue();
    Thread ender = new Thread(ending);
    ender.start();
    await().until(() -> ender.getState() == Thread.State.WAITING);
    assertThat(exchange.completions).isZero();
    released.countDown();
    bringer.join();
    ender.join();
  }
}
