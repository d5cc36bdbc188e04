package io.github.hlsprebuffer.fetch;

import io.github.hlsprebuffer.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records a response, and everything in which its calls break their contract. Thread-safe. */
final class RecordingListener implements FetchListener {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
  private final List<String> violations = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final CountDownLatch headed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final boolean grantsAll;
  private final Consumer<Fetch> atHead;
  private @Nullable ResponseHead head;
  private @Nullable FetchException failure;
  private boolean over;

  private RecordingListener(boolean grantsAll, Consumer<Fetch> atHead) {
    this.grantsAll = grantsAll;
    this.atHead = atHead;
  }

  /** Takes everything as it comes. */
  static RecordingListener eager() {
    return new RecordingListener(/* grantsAll= */ true, fetch -> {});
  }

  /** Never asks for more by itself. */
  static RecordingListener reluctant() {
    return new RecordingListener(/* grantsAll= */ false, fetch -> {});
  }

  /** Does something with the fetch when the head comes. */
  static RecordingListener atHead(Consumer<Fetch> action) {
    return new RecordingListener(/* grantsAll= */ true, action);
  }

  @Override
  public void onHead(Fetch fetch, ResponseHead response) {
    during(
        "onHead",
        () -> {
          check(head == null, "a second head");
          head = response;
          headed.countDown();
          atHead.accept(fetch);
        });
  }

  @Override
  public void onData(Fetch fetch, ByteBuffer data) {
    during(
        "onData",
        () -> {
          check(head != null, "data before the head");
          byte[] copy = new byte[data.remaining()];
          data.get(copy);
          append(copy);
          if (grantsAll) {
            fetch.grant(copy.length);
          }
        });
  }

  @Override
  public void onComplete(Fetch fetch) {
    during("onComplete", () -> check(head != null, "complete without a head"));
    end();
  }

  @Override
  public void onFailure(Fetch fetch, FetchException cause) {
    during("onFailure", () -> failure = cause);
    end();
  }

  ResponseHead awaitHead() throws InterruptedException {
    await(headed, "head");
    ResponseHead response = head;
    if (response == null) {
      throw new AssertionError("no head");
    }
    return response;
  }

  /** Waits for the end; returns null where the response is complete. */
  FetchException.@Nullable Cause awaitEnd() throws InterruptedException {
    await(ended, "end");
    FetchException cause = failure;
    return cause == null ? null : cause.reason();
  }

  boolean hasHead() {
    return headed.getCount() == 0;
  }

  synchronized byte[] body() {
    return body.toByteArray();
  }

  synchronized int received() {
    return body.size();
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  private void during(String call, Runnable action) {
    check(!over, call + " after the end");
    check(caller.compareAndSet(null, Thread.currentThread()), call + " within another call");
    check(!Thread.currentThread().isInterrupted(), call + " on an interrupted thread");
    action.run();
    caller.set(null);
  }

  private void end() {
    over = true;
    ended.countDown();
  }

  private synchronized void append(byte[] bytes) {
    body.write(bytes, 0, bytes.length);
  }

  private synchronized void check(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }

  private static void await(CountDownLatch latch, String what) throws InterruptedException {
    if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("no " + what + " within " + PATIENCE);
    }
  }
}
