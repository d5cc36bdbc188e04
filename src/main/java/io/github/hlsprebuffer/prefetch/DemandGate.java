package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets viewers' own requests through at once, save while an origin says that it has too much to do
 * and has all that it bears: then they wait for a moment, in the order in which they came and
 * before any prefetch, instead of being refused by it. Thread-safe.
 */
final class DemandGate {
  /** A viewer waits no longer than that because of us. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final OriginBudget budget;
  private final ScheduledExecutorService timer;
  private final Map<String, Set<Waiting>> waiting = new HashMap<>();

  /** Compared by identity. */
  private static final class Waiting {
    private final FetchRequest request;
    private final Runnable start;

    /** Whether the budget keeps a place free for it. */
    private boolean isAnnounced;

    Waiting(FetchRequest request, Runnable start, boolean isAnnounced) {
      this.request = request;
      this.start = start;
      this.isAnnounced = isAnnounced;
    }
  }

  DemandGate(OriginBudget budget, ScheduledExecutorService timer) {
    this.budget = budget;
    this.timer = timer;
  }

  /**
   * Charges the budget and starts the request, now or soon.
   *
   * @param start does not block
   */
  void admit(FetchRequest request, Runnable start) {
    admit(new Waiting(request, start, /* isAnnounced= */ false));
  }

  /**
   * What was admitted has been refused by the origin, and is to be sent again after a pause: the
   * budget is not charged for it meanwhile, but no prefetch takes its place. To be followed by
   * {@link #readmit} or {@link #giveUp}.
   */
  void stepAside(FetchRequest request) {
    budget.beginWait(request);
    budget.release(request);
  }

  /** The pause is over: charges the budget and starts the request, now or soon. */
  void readmit(FetchRequest request, Runnable start) {
    admit(new Waiting(request, start, /* isAnnounced= */ true));
  }

  /** It is not to be sent again: charges the budget, as if it were still under way. */
  void giveUp(FetchRequest request) {
    budget.acquire(request);
    budget.endWait(request);
  }

  private void admit(Waiting entry) {
    if (!holdsBack(entry)) {
      entry.start.run();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // expire does not fail
  private synchronized boolean holdsBack(Waiting entry) {
    String origin = entry.request.origin();
    if (entry.request.mayBlock() || (!waiting.containsKey(origin) && !budget.isCongested(origin))) {
      charge(entry);
      return false;
    }
    try {
      timer.schedule(() -> expire(entry), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      charge(entry); // shutting down
      return false;
    }
    waiting.computeIfAbsent(origin, name -> new LinkedHashSet<>()).add(entry);
    if (!entry.isAnnounced) {
      entry.isAnnounced = true;
      budget.beginWait(entry.request);
    }
    return true;
  }

  /** Starts what may go by now. Called whenever a fetch has ended. */
  void pump() {
    takeAdmitted().forEach(admitted -> admitted.start.run());
  }

  /** Requests that wait. */
  synchronized int size() {
    return waiting.values().stream().mapToInt(Set::size).sum();
  }

  private synchronized List<Waiting> takeAdmitted() {
    List<Waiting> admitted = new ArrayList<>();
    for (Map.Entry<String, Set<Waiting>> ofOrigin : waiting.entrySet()) {
      Iterator<Waiting> soonest = ofOrigin.getValue().iterator();
      while (soonest.hasNext() && !budget.isCongested(ofOrigin.getKey())) {
        Waiting next = soonest.next();
        soonest.remove();
        charge(next);
        admitted.add(next);
      }
    }
    waiting.values().removeIf(Set::isEmpty);
    return admitted;
  }

  private void charge(Waiting entry) {
    budget.acquire(entry.request);
    if (entry.isAnnounced) {
      budget.endWait(entry.request);
    }
  }

  private void expire(Waiting entry) {
    synchronized (this) {
      String origin = entry.request.origin();
      Set<Waiting> ofOrigin = waiting.get(origin);
      if (ofOrigin == null || !ofOrigin.remove(entry)) {
        return;
      }
      if (ofOrigin.isEmpty()) {
        waiting.remove(origin);
      }
      charge(entry);
    }
    entry.start.run();
  }
}
