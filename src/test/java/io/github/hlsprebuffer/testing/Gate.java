package io.github.hlsprebuffer.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A point at which the origin holds responses until the test releases them, once and for all.
 * Thread-safe.
 */
public final class Gate {

  private final long bodyBytes;
  private final CountDownLatch open;
  private final Semaphore arrivals;

  Gate(long bodyBytes) {
    this(bodyBytes, new CountDownLatch(1), new Semaphore(0));
  }

  private Gate(long bodyBytes, CountDownLatch open, Semaphore arrivals) {
    this.bodyBytes = bodyBytes;
    this.open = open;
    this.arrivals = arrivals;
  }

  /** Lets all held responses go on, and all later ones pass. */
  public void release() {
    open.countDown();
  }

  /**
   * Waits until one more response than at the last return has arrived here.
   *
   * @throws AssertionError if none arrives within the timeout
   */
  public void awaitArrival(Duration timeout) throws InterruptedException {
    if (!arrivals.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("no response reached the gate within " + timeout);
    }
  }

  /** Returns this gate at another position in the body. */
  Gate at(long position) {
    return new Gate(position, open, arrivals);
  }

  /** Returns the number of body bytes that are sent before the response is held. */
  long bodyBytes() {
    return bodyBytes;
  }

  void arrive() {
    arrivals.release();
  }

  boolean awaitOpen(long nanos) throws InterruptedException {
    return open.await(nanos, TimeUnit.NANOSECONDS);
  }
}
