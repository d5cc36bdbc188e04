package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many fetches are under way, in all and for each origin, and whether a prefetch may be added.
 * What an origin bears is found out as TCP does it (RFC 5681 §3.1): one more for each fetch that
 * has gone well, until the origin says for the first time that it is overloaded; then a quarter
 * less each time that it says so, and one more each time that all it was given has gone well. More
 * than what makes the origin send more ({@link OriginEstimate#usefulRequests}) is not used in any
 * case.
 *
 * <p>Viewers' own requests are counted but never refused; a quarter of the limit is kept free for
 * them, and for those that wait for a place as much as they need. What the origin holds back until
 * it has it is neither counted nor refused: it waits for seconds and costs nothing meanwhile, and
 * would keep out everything else. Thread-safe.
 */
public final class OriginBudget {
  /**
   * Twice what a viewer begins with: six requests for what he waits for, as a browser has for one
   * server, as many for each of the two segments that he asks for next, and one for each of two
   * more. With fewer the first viewers of a new server wait longer.
   */
  private static final int FIRST_LIMIT = 40;

  private static final double CUT = 0.75;

  /** Of what is known to be of use. */
  private static final double PROBE = 1.25;

  private static final int RESERVED_FRACTION = 4;

  /** An origin that wants more than that is asked again all the same: it may have miscounted. */
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(1);

  /** For so long after it was overloaded an origin is taken to be so still. */
  private static final Duration CONGESTION = Duration.ofSeconds(10);

  private final int maxTotal;
  private final int maxPerOrigin;
  private final CircuitBreaker breaker;
  private final OriginEstimates estimates;
  private final LongSupplier nanoTime;
  private final Map<String, Allowance> allowances = new HashMap<>();
  private int total;

  /**
   * A budget with nothing under way.
   *
   * @param maxPerOrigin bound of what is found out
   */
  OriginBudget(
      int maxTotal,
      int maxPerOrigin,
      CircuitBreaker breaker,
      OriginEstimates estimates,
      LongSupplier nanoTime) {
    this.breaker = breaker;
    this.estimates = estimates;
    this.maxTotal = maxTotal;
    this.maxPerOrigin = maxPerOrigin;
    this.nanoTime = nanoTime;
  }

  /** Whether the limits allow a prefetch. */
  synchronized boolean hasRoom(FetchRequest request) {
    String origin = request.origin();
    return breaker.pauseNanos(origin) == 0
        && (request.mayBlock()
            || (total < maxTotal && isWorthwhile(origin) && of(origin).admitsPrefetch()));
  }

  /** Adds a prefetch. */
  synchronized void acquirePrefetch(FetchRequest request) {
    if (!request.mayBlock()) {
      total++;
      Allowance allowance = of(request.origin());
      allowance.prefetches++;
      allowance.noteUse();
    }
  }

  /** Adds a prefetch if the limits allow it. */
  synchronized boolean tryAcquirePrefetch(FetchRequest request) {
    boolean room = hasRoom(request);
    if (room) {
      acquirePrefetch(request);
    }
    return room;
  }

  /** Adds what viewers wait for, if the limits allow a prefetch. */
  synchronized boolean tryAcquire(FetchRequest request) {
    boolean room = hasRoom(request);
    if (room) {
      acquire(request);
    }
    return room;
  }

  /** Takes out a prefetch. */
  synchronized void releasePrefetch(FetchRequest request) {
    if (!request.mayBlock()) {
      total--;
      of(request.origin()).prefetches--;
      forget(request.origin());
    }
  }

  /** A viewer waits for what was begun as a prefetch. */
  synchronized void turnIntoDemand(FetchRequest request) {
    if (!request.mayBlock()) {
      Allowance allowance = of(request.origin());
      allowance.prefetches--;
      allowance.demands++;
    }
  }

  /** Adds a viewer's own request. */
  synchronized void acquire(FetchRequest request) {
    if (!request.mayBlock()) {
      total++;
      Allowance allowance = of(request.origin());
      allowance.demands++;
      allowance.noteUse();
    }
  }

  /**
   * Adds one more request for what a viewer waits for already, if the origin has room for it and
   * has not lately been overloaded. Taken out as a viewer's own request.
   */
  synchronized boolean tryAcquireExtra(FetchRequest request) {
    String origin = request.origin();
    boolean room =
        !request.mayBlock()
            && total < maxTotal
            && breaker.pauseNanos(origin) == 0
            && isWorthwhile(origin)
            && of(origin).admitsExtra();
    if (room) {
      acquire(request);
    }
    return room;
  }

  /**
   * Whether one request more brings anything that those under way do not bring as soon. A few more
   * than that find out whether they do, where that costs what a viewer waits for next to nothing.
   */
  private boolean isWorthwhile(String origin) {
    int useful = estimates.of(origin).usefulRequests();
    Allowance allowance = of(origin);
    int atMost = Math.max((int) (PROBE * useful), allowance.demands > 0 ? useful : useful + 1);
    return useful == 0 || allowance.underWay() < atMost;
  }

  /** Takes out a viewer's own request. */
  synchronized void release(FetchRequest request) {
    if (!request.mayBlock()) {
      total--;
      of(request.origin()).demands--;
      forget(request.origin());
    }
  }

  /** A viewer's own request waits for a place, which no prefetch takes meanwhile. */
  synchronized void beginWait(FetchRequest request) {
    if (!request.mayBlock()) {
      of(request.origin()).waiting++;
    }
  }

  /** A viewer's own request waits no more. */
  synchronized void endWait(FetchRequest request) {
    if (!request.mayBlock()) {
      of(request.origin()).waiting--;
      forget(request.origin());
    }
  }

  /** Whether a fetch from the origin has gone well since then. */
  synchronized boolean hasServedSince(String origin, long nanos) {
    Allowance allowance = allowances.get(origin);
    return allowance != null && allowance.hasServed && allowance.servedNanos - nanos >= 0;
  }

  /** Whether the origin has lately said that it is overloaded, and has all that it bears. */
  synchronized boolean isCongested(String origin) {
    Allowance allowance = allowances.get(origin);
    return allowance != null && allowance.isCongested();
  }

  /**
   * How long nothing may be prefetched from the origin, because it asked for a break or does not
   * answer; or zero.
   */
  synchronized long breakNanos(String origin) {
    Allowance allowance = allowances.get(origin);
    long asked = allowance == null ? 0 : allowance.breakNanos();
    return Math.max(asked, breaker.pauseNanos(origin));
  }

  /** Fetches from one origin at once, above which no prefetch starts, as found out so far. */
  synchronized int limit(String origin) {
    return of(origin).limit();
  }

  /** Fetches under way. */
  public synchronized int total() {
    return total;
  }

  /**
   * A fetch has gone well.
   *
   * @param sentNanos when it was sent
   */
  synchronized void onSuccess(String origin, long sentNanos) {
    of(origin).served(sentNanos);
  }

  /**
   * A fetch was refused, or not answered, for too much to do.
   *
   * @param sentNanos when it was sent
   * @param retryAfter for how long the origin asks to be left alone
   */
  synchronized void onOverload(String origin, long sentNanos, Duration retryAfter) {
    Duration pause = retryAfter.compareTo(LONGEST_BREAK) < 0 ? retryAfter : LONGEST_BREAK;
    of(origin).cut(sentNanos, pause.toNanos());
  }

  private Allowance of(String origin) {
    return allowances.computeIfAbsent(origin, name -> new Allowance());
  }

  /** What has been found out is worth keeping; what has not is the same when it is made anew. */
  private void forget(String origin) {
    allowances.computeIfPresent(
        origin, (name, allowance) -> allowance.isAsNew() ? null : allowance);
  }

  /** What one origin has, and what it bears. */
  private final class Allowance {
    private double limit = Math.min(FIRST_LIMIT, maxPerOrigin);
    private boolean wasCut;
    private long cutNanos;
    private long closedUntilNanos;
    private boolean wasUsed;
    private long usedNanos;
    private boolean hasServed;
    private long servedNanos;
    private int prefetches;
    private int demands;
    private int waiting;

    int limit() {
      return (int) limit;
    }

    int underWay() {
      return prefetches + demands;
    }

    /** Remembers when the origin had nearly all that it was allowed. */
    void noteUse() {
      if (limit() - underWay() <= limit() / RESERVED_FRACTION) {
        wasUsed = true;
        usedNanos = nanoTime.getAsLong();
      }
    }

    boolean admitsPrefetch() {
      int reserved = limit() / RESERVED_FRACTION;
      return prefetches + Math.max(demands + waiting, reserved) < limit() && breakNanos() == 0;
    }

    /** What viewers wait for may use what is kept free for them. */
    boolean admitsExtra() {
      return underWay() + waiting < limit() && !wasLatelyCut() && breakNanos() == 0;
    }

    boolean isCongested() {
      return wasLatelyCut() && underWay() >= limit();
    }

    private boolean wasLatelyCut() {
      return wasCut && nanoTime.getAsLong() - cutNanos < CONGESTION.toNanos();
    }

    long breakNanos() {
      return wasCut ? Math.max(0, closedUntilNanos - nanoTime.getAsLong()) : 0;
    }

    void served(long sentNanos) {
      hasServed = true;
      servedNanos = nanoTime.getAsLong();
      grow(sentNanos);
    }

    /** Only where it was made use of (RFC 7661): what an idle origin bears, nobody knows. */
    private void grow(long sentNanos) {
      if (wasUsed && usedNanos - sentNanos >= 0) {
        limit = Math.min(maxPerOrigin, limit + (wasCut ? 1 / limit : 1));
      }
    }

    /** Once for all that was under way at the time: together they were too many. */
    void cut(long sentNanos, long pauseNanos) {
      long now = nanoTime.getAsLong();
      if (!wasCut || sentNanos - cutNanos > 0) {
        limit = Math.max(1, Math.min(limit, underWay()) * CUT);
        cutNanos = now;
        noteUse();
      }
      long until = now + pauseNanos;
      closedUntilNanos = wasCut && closedUntilNanos - until > 0 ? closedUntilNanos : until;
      wasCut = true;
    }

    boolean isAsNew() {
      boolean unused = prefetches == 0 && demands == 0 && waiting == 0;
      return unused && !wasCut && limit <= FIRST_LIMIT;
    }
  }
}
