package io.github.hlsprebuffer.prefetch;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.metrics.PrebufferMetrics;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource that the {@link PrefetchScheduler} is to fetch, with those who wish for it. Guarded
 * by the scheduler.
 */
final class PrefetchEntry {
  /** The order of the queue; no two entries are equal in it. */
  static final Comparator<PrefetchEntry> SOONEST_FIRST =
      (one, other) -> {
        // By difference, because such times may pass the greatest long.
        long later = one.rankNanos - other.rankNanos;
        return later == 0 ? Long.compare(one.sequence, other.sequence) : Long.signum(later);
      };

  /** Nearly everything is wished for by one, and there is much of it. */
  private static final int OWNERS = 1;

  /** Where it stands. */
  enum State {
    NEW,
    QUEUED,
    RUNNING,
    WAITING,
    FAILED,
    DONE
  }

  private final long sequence;
  private final IdentityHashMap<DemandOwner, PrefetchWish> wishes = new IdentityHashMap<>(OWNERS);
  private PrefetchWish soonest;
  private @Nullable DemandOwner owner;
  private long rankNanos;
  private ResourceRequest resource;
  State state = State.NEW;
  int attempts;
  long reservedBytes;

  /** Counts what becomes of it. */
  PrebufferMetrics counted;

  ResourceLoader.@Nullable Prefetch fetch;

  /** Where it waits, or has been let through. */
  PrefetchQueue.@Nullable Lane lane;

  PrefetchEntry(PrefetchWish first, long sequence, PrebufferMetrics counted) {
    this.counted = counted;
    this.soonest = first;
    this.rankNanos = first.rankNanos();
    this.resource = first.resource();
    this.sequence = sequence;
  }

  /** The wish that decides about its place in the queue. */
  PrefetchWish soonest() {
    return soonest;
  }

  ResourceRequest resource() {
    return resource;
  }

  CacheKey key() {
    return resource.key();
  }

  /** Whether the origin may hold it back until it has it. */
  boolean mayBlock() {
    return resource.fetch().mayBlock();
  }

  /**
   * Somebody wishes for it. Whoever comes last brings the newest URL and fields, tokens among them,
   * with which the next fetch is begun.
   */
  void wish(DemandOwner owner, PrefetchWish wish) {
    wishes.put(owner, wish);
    if (state != State.RUNNING) {
      resource = wish.resource();
    }
    updateSoonest();
  }

  void unwish(DemandOwner owner) {
    wishes.remove(owner);
    updateSoonest();
  }

  boolean isWanted() {
    return !wishes.isEmpty();
  }

  List<DemandOwner> owners() {
    return List.copyOf(wishes.keySet());
  }

  /** The one who wishes for it soonest. */
  DemandOwner owner() {
    if (owner == null) {
      throw new IllegalStateException("unwanted: " + resource.key());
    }
    return owner;
  }

  /** Of the next fetch. */
  String origin() {
    return resource.origin();
  }

  PrefetchQueue.Lane laneOrThrow() {
    if (lane == null) {
      throw new IllegalStateException("not queued: " + key());
    }
    return lane;
  }

  private void updateSoonest() {
    owner = null;
    wishes.forEach(
        (each, wish) -> {
          if (owner == null || wish.rankNanos() - rankNanos < 0) {
            owner = each;
            soonest = wish;
            rankNanos = wish.rankNanos();
          }
        });
  }
}
