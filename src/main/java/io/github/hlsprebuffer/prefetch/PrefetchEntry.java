package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resource that the {@link PrefetchScheduler} is to fetch, with those who wish for it. Guarded
 * by the scheduler.
 */
final class PrefetchEntry {
  /** The order of the queue; no two entries are equal in it. */
  static final Comparator<PrefetchEntry> SOONEST_FIRST =
      Comparator.<PrefetchEntry>comparingInt(entry -> entry.rank)
          .thenComparingLong(entry -> entry.sequence);

  /** Where it stands. */
  enum State {
    NEW,
    QUEUED,
    RUNNING,
    WAITING,
    FAILED,
    DONE
  }

  private final ResourceRequest resource;
  private final long sequence;
  private final IdentityHashMap<DemandOwner, Integer> ranks = new IdentityHashMap<>();
  private int rank = Integer.MAX_VALUE;
  private @Nullable DemandOwner startedFor;
  State state = State.NEW;
  int attempts;
  ResourceLoader.@Nullable Prefetch fetch;

  PrefetchEntry(ResourceRequest resource, long sequence) {
    this.resource = resource;
    this.sequence = sequence;
  }

  ResourceRequest resource() {
    return resource;
  }

  CacheKey key() {
    return resource.key();
  }

  String origin() {
    return resource.fetch().origin();
  }

  void wish(DemandOwner owner, int newRank) {
    ranks.put(owner, newRank);
    updateRank();
  }

  void unwish(DemandOwner owner) {
    ranks.remove(owner);
    updateRank();
  }

  boolean isWanted() {
    return !ranks.isEmpty();
  }

  List<DemandOwner> owners() {
    return List.copyOf(ranks.keySet());
  }

  /** The one who wishes for it soonest. */
  DemandOwner owner() {
    return ranks.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .orElseThrow(() -> new IllegalStateException("unwanted: " + resource.key()))
        .getKey();
  }

  void begin(DemandOwner owner) {
    state = State.RUNNING;
    startedFor = owner;
    attempts++;
  }

  DemandOwner startedFor() {
    if (startedFor == null) {
      throw new IllegalStateException("never started");
    }
    return startedFor;
  }

  private void updateRank() {
    rank = ranks.values().stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE);
  }
}
