package io.github.hlsprebuffer.testing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/** What the origin was asked for and how each answer ended. Thread-safe. */
public final class RequestLog {

  private final Clock clock;
  private final List<Entry> entries = new ArrayList<>();
  private int inProgress;
  private int maxInProgress;

  RequestLog(Clock clock) {
    this.clock = clock;
  }

  /** How an answer ended, seen from the origin. */
  enum Outcome {
    IN_PROGRESS,
    COMPLETE,
    FAULTED,
    ABORTED
  }

  /** One request and its outcome so far. */
  private static final class Entry {
    private final RequestRecord request;
    private Outcome outcome = Outcome.IN_PROGRESS;
    private OptionalLong firstBodyByteNanos = OptionalLong.empty();

    private Entry(RequestRecord request) {
      this.request = request;
    }
  }

  /** Returns all requests in the order in which their header sections had been read. */
  public synchronized List<RequestRecord> requests() {
    return entries.stream().map(entry -> entry.request).toList();
  }

  /** Returns the requests for a path, in the same order. */
  public synchronized List<RequestRecord> requests(String path) {
    return requests().stream().filter(request -> request.matches(path)).toList();
  }

  /** Returns how many requests for a path have started. */
  public synchronized int count(String path) {
    return requests(path).size();
  }

  /**
   * Returns how many responses for a path were sent whole. A response counts before its last bytes
   * are written, so a client that has them all finds it counted.
   */
  public synchronized int completed(String path) {
    return countOf(path, Outcome.COMPLETE);
  }

  /** Returns how many responses for a path ended because the client left or the origin closed. */
  public synchronized int aborted(String path) {
    return countOf(path, Outcome.ABORTED);
  }

  /**
   * Returns {@link System#nanoTime()} when the first bytes of the body of a response were about to
   * be handed to the socket; empty before that, and for a response without a body.
   */
  public synchronized OptionalLong firstBodyByteNanos(RequestRecord request) {
    return entries.get(request.order()).firstBodyByteNanos;
  }

  /** Returns how many requests are being answered now. */
  public synchronized int inProgress() {
    return inProgress;
  }

  /** Returns how many requests were being answered at once at most. */
  public synchronized int maxConcurrent() {
    return maxInProgress;
  }

  /**
   * Waits until so many requests for a path have started.
   *
   * @throws AssertionError if they have not within the timeout
   */
  public void awaitRequests(String path, int requests, Duration timeout)
      throws InterruptedException {
    await("requests for " + path, () -> count(path), requests, timeout);
  }

  /**
   * Waits until so many responses for a path were sent whole.
   *
   * @throws AssertionError if they were not within the timeout
   */
  public void awaitCompleted(String path, int responses, Duration timeout)
      throws InterruptedException {
    await("complete responses for " + path, () -> completed(path), responses, timeout);
  }

  /**
   * Waits until so many responses for a path have been broken off by the client.
   *
   * @throws AssertionError if they have not within the timeout
   */
  public void awaitAborted(String path, int responses, Duration timeout)
      throws InterruptedException {
    await("aborted responses for " + path, () -> aborted(path), responses, timeout);
  }

  /** Records a request; the script is read before a test can see the request in the log. */
  synchronized Arrival begin(
      String method, String target, HeaderList headers, OriginScript script) {
    RequestRecord request =
        new RequestRecord(entries.size(), method, target, headers, clock.instant());
    Arrival arrival = script.arrive(request);
    entries.add(new Entry(request));
    inProgress++;
    maxInProgress = Math.max(maxInProgress, inProgress);
    notifyAll();
    return arrival;
  }

  /** Returns the value of a Date field sent now. */
  String date() {
    return HttpDates.format(clock.instant());
  }

  /** Records that the body begins now. */
  synchronized void beginBody(RequestRecord request) {
    entries.get(request.order()).firstBodyByteNanos = OptionalLong.of(System.nanoTime());
  }

  /** Records the outcome; only the first one counts. */
  synchronized void end(RequestRecord request, Outcome outcome) {
    Entry entry = entries.get(request.order());
    if (entry.outcome == Outcome.IN_PROGRESS) {
      entry.outcome = outcome;
      inProgress--;
      notifyAll();
    }
  }

  private int countOf(String path, Outcome outcome) {
    return (int)
        entries.stream()
            .filter(entry -> entry.outcome == outcome && entry.request.matches(path))
            .count();
  }

  private synchronized void await(String what, IntSupplier actual, int expected, Duration timeout)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (actual.getAsInt() < expected) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new AssertionError(
            "%d of %d %s within %s; log: %s"
                .formatted(actual.getAsInt(), expected, what, timeout, requests()));
      }
      wait(leftMillis);
    }
  }
}
