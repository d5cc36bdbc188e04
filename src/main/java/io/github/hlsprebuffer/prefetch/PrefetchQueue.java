package io.github.hlsprebuffer.prefetch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resources that wait to be fetched, the soonest first. Each is in the lane of the one who wishes
 * for it soonest; a lane lets so many through at a time as its owner says, so that nobody's
 * playlist takes all there is. Each operation takes time logarithmic in the numbers of lanes and
 * entries, and linear in that of origins. Guarded by the {@link PrefetchScheduler}.
 */
final class PrefetchQueue {
  private static final Comparator<Lane> SOONEST_FIRST =
      Comparator.comparing(Lane::soonest, PrefetchEntry.SOONEST_FIRST);

  private static final DemandOwner NOBODY = obstacle -> {};

  private final Map<LaneName, Lane> lanes = new HashMap<>();

  /** Lanes that have something to let through and may do so, by origin. */
  private final Map<String, TreeSet<Lane>> open = new HashMap<>();

  /**
   * Lanes that have changed since somebody asked for the soonest, and are not among the open ones
   * meanwhile: a viewer's request changes all that a lane has, which is to be put in its place
   * once.
   */
  private final List<Lane> changed = new ArrayList<>();

  /** What its origin may hold back costs nothing meanwhile, and never waits for anything else. */
  private final TreeSet<PrefetchEntry> unlimited = new TreeSet<>(PrefetchEntry.SOONEST_FIRST);

  private record LaneName(String origin, DemandOwner owner) {
    // Owners are compared by identity.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof LaneName name && name.owner == owner && name.origin.equals(origin);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(owner) + origin.hashCode();
    }
  }

  /** Puts an entry in its place. What that depends on must not change while it is here. */
  void add(PrefetchEntry entry) {
    if (entry.mayBlock()) {
      unlimited.add(entry);
    } else {
      LaneName name = new LaneName(entry.origin(), entry.owner());
      Lane lane = lanes.computeIfAbsent(name, Lane::new);
      entry.lane = lane;
      change(lane);
      lane.waiting.add(entry);
    }
  }

  /** Takes an entry out; returns whether it was there. */
  boolean remove(PrefetchEntry entry) {
    Lane lane = entry.lane;
    if (lane == null) {
      return unlimited.remove(entry);
    }
    change(lane);
    boolean removed = lane.waiting.remove(entry);
    entry.lane = removed ? null : lane;
    return removed;
  }

  /**
   * Takes out the soonest of those that may begin, and counts it as let through until {@link
   * #ended}; null if there is none.
   *
   * @param admits asked for the soonest entry of an origin; those behind it wait with it
   */
  @Nullable PrefetchEntry takeNext(Predicate<PrefetchEntry> admits) {
    for (PrefetchEntry entry : unlimited) {
      if (admits.test(entry)) {
        unlimited.remove(entry);
        return entry;
      }
    }
    placeChanged();
    PrefetchEntry next = null;
    for (TreeSet<Lane> ofOrigin : open.values()) {
      PrefetchEntry soonest = ofOrigin.first().soonest();
      boolean sooner = next == null || PrefetchEntry.SOONEST_FIRST.compare(soonest, next) < 0;
      if (sooner && admits.test(soonest)) {
        next = soonest;
      }
    }
    if (next != null) {
      letThrough(next);
    }
    return next;
  }

  private void letThrough(PrefetchEntry entry) {
    Lane lane = entry.laneOrThrow();
    change(lane);
    lane.waiting.remove(entry);
    lane.underWay++;
  }

  /** What was taken out has come to an end. */
  void ended(PrefetchEntry entry) {
    Lane lane = entry.lane;
    if (lane != null) {
      entry.lane = null;
      change(lane);
      lane.underWay--;
    }
  }

  /**
   * This owner wishes for nothing any more: what of his is still under way ends in nobody's lane.
   */
  void leave(DemandOwner owner) {
    placeChanged();
    for (Lane lane : List.copyOf(lanes.values())) {
      if (lane.name.owner() == owner) {
        lanes.remove(lane.name, lane);
        lane.name = new LaneName(lane.name.origin(), NOBODY);
      }
    }
  }

  boolean isEmpty() {
    placeChanged();
    return unlimited.isEmpty() && open.isEmpty();
  }

  /** Origins for which something could begin if they allowed it. */
  Stream<String> origins() {
    placeChanged();
    return open.keySet().stream();
  }

  void clear() {
    unlimited.clear();
    open.clear();
    changed.clear();
    lanes.values().forEach(lane -> lane.waiting.clear());
    lanes.clear();
  }

  /** Before anything in a lane changes, on which its place among the others depends. */
  private void change(Lane lane) {
    if (!lane.isChanged) {
      lane.isChanged = true;
      changed.add(lane);
      close(lane);
    }
  }

  private void close(Lane lane) {
    TreeSet<Lane> ofOrigin = open.get(lane.name.origin());
    // Also where it is not among them: the order is undefined for a lane in which nothing waits.
    if (ofOrigin != null && !lane.waiting.isEmpty()) {
      ofOrigin.remove(lane);
      if (ofOrigin.isEmpty()) {
        open.remove(lane.name.origin());
      }
    }
  }

  private void placeChanged() {
    for (Lane lane : changed) {
      lane.isChanged = false;
      place(lane);
    }
    changed.clear();
  }

  private void place(Lane lane) {
    if (!lane.waiting.isEmpty()) {
      if (lane.underWay < lane.name.owner().maxFetches()) {
        open.computeIfAbsent(lane.name.origin(), origin -> new TreeSet<>(SOONEST_FIRST)).add(lane);
      }
    } else if (lane.underWay == 0) {
      lanes.remove(lane.name, lane);
    }
  }

  /** What one owner wants of one origin. */
  static final class Lane {
    private LaneName name;
    private final TreeSet<PrefetchEntry> waiting = new TreeSet<>(PrefetchEntry.SOONEST_FIRST);
    private int underWay;
    private boolean isChanged;

    private Lane(LaneName name) {
      this.name = name;
    }

    private PrefetchEntry soonest() {
      return waiting.first();
    }
  }
}
