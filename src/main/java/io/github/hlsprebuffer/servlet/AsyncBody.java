package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.cache.Slice;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one body as it comes and as its viewer takes it, with a thread only while there is
 * something to do. Thread-safe.
 */
final class AsyncBody implements WriteListener, AsyncListener {
  /*
   * Threads. Whoever has something to say (the viewer takes more, more has come, time is up, the
   * viewer has left) waits for `turn` and works on; nobody waits for anything else while it has it.
   * A container that says that the viewer has left is kept waiting, too: once its callback returns
   * it gives the response, and the connection below it, to the next request, and whoever wrote on
   * would write into the response of another viewer. Containers differ in which of their callbacks
   * they call when a viewer leaves, and how often, so each may end it, and none must. How a thread
   * of the container comes back to a body that waits is the business of its exchange.
   */
  private static final Logger log = LoggerFactory.getLogger(AsyncBody.class);

  /** Takes a whole block. */
  private static final int BUFFER_BYTES = 64 << 10;

  private final BodyExchange exchange;
  private final ServletOutputStream out;
  private final BodySource body;
  private final BiFunction<Duration, Runnable, Future<?>> timer;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicBoolean isWaiting = new AtomicBoolean();
  private volatile boolean gone;
  private volatile boolean cut;
  private volatile boolean over;
  private @Nullable Limit limit;
  private Slice inHand = Slice.NOT_YET;
  private boolean flushed = true;
  private boolean hasFlushed;
  private boolean again;

  /** A body that is still to be sent, and is closed in every case. */
  AsyncBody(
      BodyExchange exchange,
      ServletOutputStream out,
      BodySource body,
      BiFunction<Duration, Runnable, Future<?>> timer) {
    this.exchange = exchange;
    this.out = out;
    this.body = body;
    this.timer = timer;
  }

  /** Begins to send, or goes on; on a thread of the request, before the container says so. */
  void begin() throws IOException {
    HttpServletResponse response = exchange.response();
    try {
      if (!response.isCommitted()) {
        response.setBufferSize(BUFFER_BYTES);
      }
      out.setWriteListener(this);
    } catch (RuntimeException e) {
      // Someone in front of us wraps the response and knows no listeners.
      log.debug("A response is written without asynchrony", e);
      BodyCopier.copy(body, response);
      exchange.complete();
      return;
    }
    exchange.begun(this);
  }

  @Override
  public void onWritePossible() {
    work();
  }

  /** Goes on, on any thread that may write. */
  void work() {
    if (turn.isHeldByCurrentThread()) {
      // A container that calls back out of what we call.
      again = true;
      return;
    }
    turn.lock();
    try {
      do {
        again = false;
        proceed();
      } while (again);
    } finally {
      turn.unlock();
    }
  }

  private void proceed() {
    if (over) {
      return;
    }
    try {
      if (cut) {
        throw new TruncatedResponseException("The container gives no thread to go on with");
      }
      if (gone || send()) {
        finish();
      }
    } catch (TruncatedResponseException e) {
      breakOff(e);
    } catch (IOException e) {
      log.debug("A viewer has left", e);
      finish();
    } catch (RuntimeException e) {
      breakOff(new TruncatedResponseException("The body could not be sent", e));
    }
  }

  /** Sends what is there and can leave; whether that was all. */
  private boolean send() throws IOException {
    while (!gone && out.isReady()) {
      // Until it is ready again a container may read what it was given.
      inHand.giveBack();
      inHand = Slice.NOT_YET;
      Slice bytes = body.next();
      if (bytes != null && bytes.isThere()) {
        stopWaiting();
        write(bytes);
      } else if (!flushed && (bytes != null || exchange.response().isCommitted())) {
        // Else its tail would be written at the very end, when the container may wait for it.
        flush();
        flushed = true;
      } else if (bytes == null) {
        return true;
      } else if (waits()) {
        return false;
      }
    }
    return gone;
  }

  private void write(Slice bytes) throws IOException {
    inHand = bytes;
    bytes.writeTo(out);
    flushed = out.isReady();
    if (flushed) {
      // At once: Tomcat is not ready for more while it holds back some of what it was given, and
      // then goes through its poller for each block.
      flush();
    }
  }

  private void flush() throws IOException {
    out.flush();
    if (!hasFlushed) {
      hasFlushed = true;
      if (out.isReady()) {
        out.flush(); // Liberty ignores the first one of each response
      }
    }
  }

  /** Whether there is nothing to send now: somebody will go on, once. */
  private boolean waits() throws TruncatedResponseException {
    isWaiting.set(true);
    Limit waiting = limit;
    if (waiting == null) {
      waiting = new Limit();
      waiting.timer = timer.apply(body.patience(), waiting);
      limit = waiting;
    } else if (waiting.isPast) {
      throw new TruncatedResponseException("Nothing came for " + body.patience());
    }
    return body.whenReady(this::onProgress) || !isWaiting.getAndSet(false);
  }

  private void stopWaiting() {
    Limit waiting = limit;
    limit = null;
    if (waiting != null && waiting.timer != null) {
      waiting.timer.cancel(false);
    }
  }

  /** The limit of one wait. */
  private final class Limit implements Runnable {
    private volatile boolean isPast;
    private @Nullable Future<?> timer;

    @Override
    public void run() {
      isPast = true;
      onProgress();
    }
  }

  /** On a thread that must not write. */
  private void onProgress() {
    if (!over && isWaiting.getAndSet(false)) {
      exchange.goOn(this);
    }
  }

  boolean isOver() {
    return over;
  }

  /** Ends it where the container gives no thread to go on with. */
  void cutOff() {
    cut = true;
    work();
  }

  /** Lets go of it, unsent. */
  void close() {
    leave(null);
  }

  private void leave(@Nullable Throwable why) {
    log.debug("A viewer has left", why);
    gone = true;
    work();
  }

  private void finish() {
    end();
    exchange.complete();
  }

  private void breakOff(IOException cause) {
    end();
    exchange.breakOff(cause);
  }

  private void end() {
    over = true;
    // Before anybody is told: the container may call back while it holds a lock of its own, which
    // whoever asks for a dispatch waits for.
    exchange.leaveAlone();
    stopWaiting();
    body.close();
  }

  @Override
  public void onError(Throwable cause) {
    leave(cause);
  }

  @Override
  public void onError(AsyncEvent event) {
    leave(event.getThrowable());
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    leave(event.getThrowable());
  }

  @Override
  public void onComplete(AsyncEvent event) {
    leave(event.getThrowable());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Ours is the last turn of an exchange.
  }
}
