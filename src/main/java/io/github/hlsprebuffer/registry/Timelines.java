package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The timelines of one registry, and the memory that they take: where it does not suffice, those
 * that nobody has watched for longest are forgotten. Thread-safe.
 */
final class Timelines {
  private static final int MAX_TIMELINES = 10_000;

  /** Makes the timeline of a playlist. */
  interface Maker {
    /**
     * A timeline of which nothing is known yet.
     *
     * @param pastMediaSequence where the playlist stood when it was forgotten, or null
     */
    PlaylistTimeline make(CacheKey playlist, @Nullable Long pastMediaSequence);
  }

  private final Maker maker;
  private final long maxHeldBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final ConcurrentMap<CacheKey, PlaylistTimeline> timelines = new ConcurrentHashMap<>();
  private final PastMediaSequences pastMediaSequences;

  /**
   * Nothing is known yet.
   *
   * @param maxHeldBytes roughly how much memory they may take
   * @param memoryBytes what is remembered of forgotten ones may take so much more
   */
  Timelines(Maker maker, long maxHeldBytes, long memoryBytes) {
    this.maker = maker;
    this.maxHeldBytes = maxHeldBytes;
    this.pastMediaSequences = new PastMediaSequences(MAX_TIMELINES, memoryBytes);
  }

  /** The timeline of a playlist, if it is known. */
  @Nullable PlaylistTimeline get(CacheKey playlist) {
    return timelines.get(playlist);
  }

  /** All that are known; changes with them. */
  Collection<PlaylistTimeline> all() {
    return Collections.unmodifiableCollection(timelines.values());
  }

  int size() {
    return timelines.size();
  }

  /**
   * Gives the timeline of a playlist a version.
   *
   * @param version whether a timeline has taken it, which those do not that are closed
   */
  void update(CacheKey playlist, Predicate<PlaylistTimeline> version) {
    boolean taken;
    do {
      // One that a sweep has closed in the meantime takes nothing; the next one is new.
      taken = version.test(getOrMake(playlist));
    } while (!taken);
    PlaylistTimeline updated = timelines.get(playlist);
    if (updated != null) {
      account(updated);
    }
  }

  /** Whether a timeline that takes so much fits into what all of them may take. */
  boolean mayHold(long bytes) {
    return bytes <= maxHeldBytes;
  }

  private PlaylistTimeline getOrMake(CacheKey playlist) {
    if (timelines.size() >= MAX_TIMELINES && !timelines.containsKey(playlist)) {
      dropIdle(playlist);
    }
    return timelines.computeIfAbsent(playlist, key -> maker.make(key, pastMediaSequences.get(key)));
  }

  /** Counts by how much it has grown, and makes room for that, if need be, at others' expense. */
  private void account(PlaylistTimeline grown) {
    long held = heldBytes.addAndGet(grown.takeGrowthBytes());
    while (held > maxHeldBytes && timelines.size() > 1) {
      dropIdle(grown.key());
      held = heldBytes.get();
    }
  }

  /** One in a hundred, those that nobody has watched for longest: to look for them takes time. */
  private void dropIdle(CacheKey except) {
    timelines.values().stream()
        .filter(timeline -> !timeline.key().equals(except))
        .map(Use::of)
        .sorted()
        .limit(1 + timelines.size() / 100)
        .forEach(use -> drop(use.timeline()));
  }

  /** Forgets a playlist and its viewers. */
  void drop(PlaylistTimeline timeline) {
    timeline.close();
    Long mediaSequence = timeline.liveMediaSequence();
    if (mediaSequence != null) {
      // Before another timeline can take its place, which will want to know.
      pastMediaSequences.put(timeline.key(), mediaSequence);
    }
    timelines.remove(timeline.key(), timeline);
    heldBytes.addAndGet(timeline.takeGrowthBytes());
  }

  /** How much a timeline was of use at one moment; the least comes first. */
  private record Use(PlaylistTimeline timeline, boolean isActive, long usedNanos)
      implements Comparable<Use> {
    static Use of(PlaylistTimeline timeline) {
      return new Use(timeline, timeline.isActive(), timeline.usedNanos());
    }

    @Override
    public int compareTo(Use other) {
      int byActivity = Boolean.compare(isActive, other.isActive);
      // Not by the values themselves: nanoTime may pass from one end of its range to the other.
      return byActivity != 0 ? byActivity : Long.compare(usedNanos - other.usedNanos, 0);
    }
  }
}
