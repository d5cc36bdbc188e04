package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.cache.SegmentStore;
import io.github.hlsprebuffer.fetch.FetchRequest;
import io.github.hlsprebuffer.fetch.RetryPolicy;
import io.github.hlsprebuffer.metrics.Counter;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import io.github.hlsprebuffer.prefetch.PrefetchOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what will be wanted, the soonest first over all playlists, within the budget. What nobody
 * wishes for any more is dropped or cancelled. Driven by events alone: a changed wish, a fetch that
 * ended, a pause before another try that is over. Thread-safe.
 */
public final class PrefetchScheduler {
  /*
   * Threads. `this` guards entries and queue; it is never held while a fetch is started, cancelled
   * or asked about, nor in a callback to an owner.
   */
  private static final Logger log = LoggerFactory.getLogger(PrefetchScheduler.class);

  /** Under how many URLs at most. */
  private static final int MAX_ATTEMPTS = 6;

  private final ResourceLoader loader;
  private final SegmentStore store;
  private final OriginBudget budget;
  private final MemoryGuard memory;
  private final ScheduledExecutorService timer;
  private final Executor starting;
  private final PrebufferMetrics metrics;
  private final AtomicBoolean pumpsSoon = new AtomicBoolean();
  private final RandomGenerator random;
  private final Map<CacheKey, PrefetchEntry> entries = new HashMap<>();
  private final IdentityHashMap<DemandOwner, Demand> demands = new IdentityHashMap<>();
  private final PrefetchQueue queue = new PrefetchQueue();
  private long nextSequence;
  private boolean awaitsBreak;
  private boolean closed;

  /** What one owner wishes for, and where is counted what becomes of it. */
  private record Demand(Set<PrefetchEntry> entries, PrebufferMetrics counted) {}

  /**
   * A scheduler without wishes.
   *
   * @param starting runs what begins fetches after a changed wish
   */
  PrefetchScheduler(
      ResourceLoader loader,
      SegmentStore store,
      OriginBudget budget,
      MemoryGuard memory,
      ScheduledExecutorService timer,
      Executor starting,
      PrebufferMetrics metrics,
      RandomGenerator random) {
    this.starting = starting;
    this.loader = loader;
    this.store = store;
    this.budget = budget;
    this.memory = memory;
    this.timer = timer;
    this.metrics = metrics;
    this.random = random;
  }

  /** States everything that the owner wishes for now, in place of what it wished for before. */
  public void demand(DemandOwner owner, List<PrefetchWish> wishes) {
    demand(owner, wishes, metrics);
  }

  /**
   * The same.
   *
   * @param counted counts what is begun because this owner wishes for it soonest
   */
  void demand(DemandOwner owner, List<PrefetchWish> wishes, PrebufferMetrics counted) {
    List<PrefetchEntry> unwanted;
    synchronized (this) {
      if (closed) {
        return;
      }
      Demand known = demands.get(owner);
      Set<PrefetchEntry> before = known == null ? Set.of() : known.entries();
      Set<PrefetchEntry> now = new HashSet<>();
      for (PrefetchWish wish : wishes) {
        PrefetchEntry entry = entry(wish);
        if (entry != null) {
          renew(entry, wish);
          reposition(entry, () -> entry.wish(owner, wish));
          now.add(entry);
        }
      }
      unwanted = forget(owner, before, now);
      if (now.isEmpty()) {
        demands.remove(owner);
      } else {
        demands.put(owner, new Demand(now, counted));
      }
    }
    unwanted.forEach(this::cancel);
    pumpSoon();
  }

  /** Elsewhere: a viewer whose answer is stored waits for whoever states what comes next. */
  private void pumpSoon() {
    if (pumpsSoon.compareAndSet(false, true)) {
      try {
        starting.execute(
            () -> {
              pumpsSoon.set(false);
              pump();
            });
      } catch (RejectedExecutionException e) {
        log.debug("Shutting down", e);
      }
    }
  }

  /** The owner wishes for nothing any more, and nothing remembers it. */
  void leave(DemandOwner owner) {
    demand(owner, List.of());
    synchronized (this) {
      queue.leave(owner);
    }
  }

  /** Starts what budget and memory allow. Called whenever they may allow more. */
  public void pump() {
    while (true) {
      synchronized (this) {
        if (closed || queue.isEmpty()) {
          return;
        }
      }
      if (!memory.allowsPrefetch()) {
        return;
      }
      PrefetchEntry next = takeNext();
      if (next == null) {
        awaitBreak();
        return;
      }
      start(next);
    }
  }

  /** Cancels everything and accepts no more wishes. */
  void close() {
    List<PrefetchEntry> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(entries.values());
      entries.clear();
      demands.clear();
      queue.clear();
    }
    all.forEach(this::cancel);
  }

  /** Number of resources wished for and not there yet. */
  public synchronized int pending() {
    return entries.size();
  }

  // ---- under the lock

  /** The entry for the wish, new if need be; null where the resource is stored already. */
  private @Nullable PrefetchEntry entry(PrefetchWish wish) {
    CacheKey key = wish.resource().key();
    PrefetchEntry known = entries.get(key);
    if (known != null || store.contains(key) || store.contains(key.shared())) {
      return known;
    }
    PrefetchEntry entry = new PrefetchEntry(wish, nextSequence++, metrics);
    entries.put(key, entry);
    return entry;
  }

  private List<PrefetchEntry> forget(
      DemandOwner owner, Set<PrefetchEntry> before, Set<PrefetchEntry> now) {
    List<PrefetchEntry> unwanted = new ArrayList<>();
    for (PrefetchEntry entry : before) {
      if (!now.contains(entry)) {
        reposition(entry, () -> entry.unwish(owner));
        if (!entry.isWanted()) {
          if (entry.state == PrefetchEntry.State.RUNNING) {
            unwanted.add(entry);
          } else {
            entries.remove(entry.key(), entry);
          }
        }
      }
    }
    return unwanted;
  }

  /**
   * What has failed under one URL is worth another try under a newer one, say with a new token; and
   * what was only announced, once it is there.
   */
  private static void renew(PrefetchEntry entry, PrefetchWish wish) {
    boolean failed = entry.state == PrefetchEntry.State.FAILED;
    FetchRequest newer = wish.resource().fetch();
    boolean differs =
        !newer.uri().equals(entry.resource().fetch().uri()) || newer.mayBlock() != entry.mayBlock();
    if (failed && differs && entry.attempts < MAX_ATTEMPTS) {
      entry.state = PrefetchEntry.State.NEW;
    }
  }

  /** Changes what the queue's order depends on. */
  private void reposition(PrefetchEntry entry, Runnable change) {
    boolean queued = queue.remove(entry);
    change.run();
    if (entry.isWanted() && (queued || entry.state == PrefetchEntry.State.NEW)) {
      entry.state = PrefetchEntry.State.QUEUED;
      queue.add(entry);
    }
  }

  private synchronized @Nullable PrefetchEntry takeNext() {
    PrefetchEntry next = queue.takeNext(entry -> budget.hasRoom(entry.resource().fetch()));
    if (next != null) {
      budget.acquirePrefetch(next.resource().fetch());
      next.reservedBytes = memory.reserve(next.resource());
      next.counted = counted(next);
      next.state = PrefetchEntry.State.RUNNING;
      next.attempts++;
    }
    return next;
  }

  private PrebufferMetrics counted(PrefetchEntry entry) {
    Demand soonest = demands.get(entry.owner());
    return soonest == null ? metrics : soonest.counted();
  }

  /** Nothing else calls when an origin that asked for a break may be asked again. */
  @SuppressWarnings("FutureReturnValueIgnored") // endBreak does not fail
  private synchronized void awaitBreak() {
    long nanos = queue.origins().mapToLong(budget::breakNanos).filter(n -> n > 0).min().orElse(0);
    if (nanos > 0 && !awaitsBreak) {
      awaitsBreak = true;
      try {
        timer.schedule(this::endBreak, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        closed = true; // shutting down
      }
    }
  }

  private void endBreak() {
    synchronized (this) {
      awaitsBreak = false;
    }
    pump();
  }

  // ---- outside the lock

  private void start(PrefetchEntry entry) {
    long dueNanos;
    PrebufferMetrics counted;
    synchronized (this) {
      dueNanos = entry.soonest().dueNanos();
      counted = entry.counted;
    }
    ResourceLoader.Prefetch fetch =
        loader.prefetch(entry.resource(), dueNanos, counted, outcome -> settled(entry, outcome));
    boolean stillWanted;
    synchronized (this) {
      entry.fetch = fetch;
      stillWanted = entry.isWanted() && !closed;
    }
    if (fetch == null) {
      // A viewer's own request is fetching it.
      budget.releasePrefetch(entry.resource().fetch());
      settled(entry, PrefetchOutcome.of(Result.STORED));
    } else if (!stillWanted) {
      cancel(entry);
    }
  }

  private void cancel(PrefetchEntry entry) {
    ResourceLoader.Prefetch fetch;
    PrebufferMetrics counted;
    synchronized (this) {
      fetch = entry.fetch;
      counted = entry.counted;
    }
    if (fetch != null && !fetch.isNearlyDone() && fetch.cancelIfUnread()) {
      counted.count(Counter.PREFETCHES_CANCELLED);
    }
  }

  private void settled(PrefetchEntry entry, PrefetchOutcome outcome) {
    List<DemandOwner> toTell = List.of();
    synchronized (this) {
      if (entry.state != PrefetchEntry.State.RUNNING) {
        return;
      }
      queue.ended(entry);
      memory.settle(entry.reservedBytes);
      switch (outcome.result()) {
        case STORED -> remove(entry);
        case CANCELLED -> retryOrRemove(entry, Duration.ZERO);
        case RETRY -> retryOrGiveUp(entry, outcome.retryAfter());
        case FAILED -> giveUp(entry);
        case NOT_STORABLE -> {
          giveUp(entry);
          toTell = entry.owners();
        }
      }
    }
    toTell.forEach(owner -> owner.onNotStorable(outcome.obstacle()));
  }

  private void retryOrGiveUp(PrefetchEntry entry, Duration retryAfter) {
    if (RetryPolicy.retriesPrefetch(entry.attempts)) {
      retryOrRemove(entry, RetryPolicy.prefetchDelay(entry.attempts, retryAfter, random));
    } else {
      giveUp(entry);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // requeue does not fail
  private void retryOrRemove(PrefetchEntry entry, Duration delay) {
    if (!entry.isWanted() || closed) {
      remove(entry);
      return;
    }
    entry.state = PrefetchEntry.State.WAITING;
    try {
      timer.schedule(() -> requeue(entry), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      remove(entry); // shutting down
    }
  }

  private void requeue(PrefetchEntry entry) {
    synchronized (this) {
      if (entry.state != PrefetchEntry.State.WAITING || entries.get(entry.key()) != entry) {
        return;
      }
      entry.state = PrefetchEntry.State.QUEUED;
      queue.add(entry);
    }
    pump();
  }

  /** Stays known for as long as somebody wishes for it, so that it is not begun over and over. */
  private void giveUp(PrefetchEntry entry) {
    entry.counted.count(Counter.PREFETCHES_FAILED);
    entry.state = PrefetchEntry.State.FAILED;
    if (!entry.isWanted()) {
      remove(entry);
    }
  }

  private void remove(PrefetchEntry entry) {
    entry.state = PrefetchEntry.State.DONE;
    entries.remove(entry.key(), entry);
    for (DemandOwner owner : entry.owners()) {
      Demand demand = demands.get(owner);
      if (demand != null) {
        demand.entries().remove(entry);
      }
    }
  }
}
