package io.github.hlsprebuffer.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What an origin serves that does so much at a time and no more: whatever comes beyond that is
 * refused with 503. Either takes a while. Remembers what was asked for. Thread-safe.
 */
public final class FewPlaces implements Function<RequestRecord, Resource> {

  private final int places;
  private final Duration latency;
  private final Function<RequestRecord, Resource> served;
  private final List<Visit> visits = new ArrayList<>();
  private int taken;
  private int underWay;

  /**
   * One request.
   *
   * @param path what was asked for
   * @param isServed whether there was a place for it
   * @param atOnce requests that were being served or refused when it came, itself among them
   */
  public record Visit(String path, boolean isServed, int atOnce) {}

  /**
   * All places are free.
   *
   * @param latency what each answer takes
   * @param served what those get for whom there is a place
   */
  public FewPlaces(int places, Duration latency, Function<RequestRecord, Resource> served) {
    this.places = places;
    this.latency = latency;
    this.served = served;
  }

  @Override
  public Resource apply(RequestRecord request) {
    Visit visit = enter(request.path());
    try {
      // Opened by nobody.
      boolean unused = new Gate(0).awaitOpen(latency.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave(visit);
    }
    return visit.isServed() ? served.apply(request) : Resource.status(503);
  }

  /** All requests so far, in the order in which they came. */
  public synchronized List<Visit> visits() {
    return List.copyOf(visits);
  }

  /** Number of requests so far. */
  public synchronized int count() {
    return visits.size();
  }

  /**
   * Waits until so many requests have come.
   *
   * @throws AssertionError if they have not within the timeout
   */
  public synchronized void awaitVisits(int count, Duration timeout) throws InterruptedException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    while (visits.size() < count) {
      long left = endNanos - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(visits.size() + " of " + count + " requests within " + timeout);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private synchronized Visit enter(String path) {
    underWay++;
    boolean isServed = taken < places;
    taken += isServed ? 1 : 0;
    Visit visit = new Visit(path, isServed, underWay);
    visits.add(visit);
    notifyAll();
    return visit;
  }

  private synchronized void leave(Visit visit) {
    underWay--;
    taken -= visit.isServed() ? 1 : 0;
  }
}
