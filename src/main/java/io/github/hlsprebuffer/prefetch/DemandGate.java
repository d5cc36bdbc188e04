package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.fetch.FetchRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
  private final Map<String, Queue<Waiting>> waiting = new HashMap<>();

  private record Waiting(FetchRequest request, Runnable start) {}

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
    Waiting entry = new Waiting(request, start);
    if (!holdsBack(entry)) {
      entry.start.run();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // expire does not fail
  private synchronized boolean holdsBack(Waiting entry) {
    String origin = entry.request.origin();
    if (entry.request.mayBlock() || (!waiting.containsKey(origin) && !budget.isCongested(origin))) {
      budget.acquire(entry.request);
      return false;
    }
    try {
      timer.schedule(() -> expire(entry), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      budget.acquire(entry.request); // shutting down
      return false;
    }
    waiting.computeIfAbsent(origin, name -> new ArrayDeque<>()).add(entry);
    return true;
  }

  /** Starts what may go by now. Called whenever a fetch has ended. */
  void pump() {
    takeAdmitted().forEach(admitted -> admitted.start.run());
  }

  /** Requests that wait. */
  synchronized int size() {
    return waiting.values().stream().mapToInt(Queue::size).sum();
  }

  private synchronized List<Waiting> takeAdmitted() {
    List<Waiting> admitted = new ArrayList<>();
    for (Map.Entry<String, Queue<Waiting>> ofOrigin : waiting.entrySet()) {
      while (!ofOrigin.getValue().isEmpty() && !budget.isCongested(ofOrigin.getKey())) {
        Waiting next = ofOrigin.getValue().remove();
        budget.acquire(next.request);
        admitted.add(next);
      }
    }
    waiting.values().removeIf(Queue::isEmpty);
    return admitted;
  }

  private void expire(Waiting entry) {
    synchronized (this) {
      String origin = entry.request.origin();
      Queue<Waiting> ofOrigin = waiting.get(origin);
      if (ofOrigin == null || !ofOrigin.remove(entry)) {
        return;
      }
      if (ofOrigin.isEmpty()) {
        waiting.remove(origin);
      }
      budget.acquire(entry.request);
    }
    entry.start.run();
  }
}
