package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.FillReader;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One exchange that waits for the head of a fill without a thread. Thread-safe. */
final class HeadWait implements Resumption, AsyncListener {
  private static final Logger log = LoggerFactory.getLogger(HeadWait.class);

  private final AsyncContext async;
  private final FillReader reader;
  private final HeadStep step;
  private final ReentrantLock turn = new ReentrantLock();
  private boolean dispatched;
  private boolean over;
  private @Nullable Future<?> timeout;

  /** A wait of an exchange that has become asynchronous. It owns the reader from now on. */
  HeadWait(AsyncContext async, FillReader reader, HeadStep step) {
    this.async = async;
    this.reader = reader;
    this.step = step;
  }

  void begin(
      ServletRequest request,
      ServletResponse response,
      Duration patience,
      BiFunction<Duration, Runnable, Future<?>> timer) {
    AsyncListeners.add(async, this, request, response);
    if (!reader.whenAnswered(this::comeBack)) {
      comeBack();
      return;
    }
    try {
      limit(timer.apply(patience, this::comeBack));
    } catch (RejectedExecutionException e) {
      // All is being stopped.
      comeBack();
    }
  }

  private void limit(Future<?> timer) {
    turn.lock();
    try {
      timeout = timer;
      if (over) {
        timer.cancel(false);
      }
    } finally {
      turn.unlock();
    }
  }

  /** On any thread, more than once. */
  private void comeBack() {
    turn.lock();
    try {
      if (dispatched || over) {
        return;
      }
      dispatched = true;
      async.dispatch();
    } catch (RuntimeException e) {
      // The container has ended the exchange, or is stopping.
      log.debug("An exchange ended while it waited", e);
      abandon();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void resume() throws IOException {
    if (end()) {
      // It has waited.
      step.run(reader, Duration.ZERO);
    }
  }

  /** Lets go of everything; does nothing after {@link #resume}. */
  private void abandon() {
    if (end()) {
      reader.close();
    }
  }

  /**
   * Whether this call ended the wait. Only once nobody dispatches any more: a container that goes
   * on with the exchange meanwhile may use its asynchronous context for something else.
   */
  private boolean end() {
    turn.lock();
    try {
      boolean first = !over;
      over = true;
      if (timeout != null) {
        timeout.cancel(false);
      }
      return first;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    abandon();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    abandon();
  }

  @Override
  public void onError(AsyncEvent event) {
    abandon();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // The exchange has gone on, and waits for something else.
  }
}
