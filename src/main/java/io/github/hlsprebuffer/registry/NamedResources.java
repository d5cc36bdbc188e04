package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.cache.CacheKey;
import io.github.hlsprebuffer.playlist.EncryptionKey;
import io.github.hlsprebuffer.playlist.InitializationSection;
import io.github.hlsprebuffer.playlist.MediaPlaylist;
import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.playlist.MediaSegment;
import io.github.hlsprebuffer.registry.SegmentIndex.Place;
import io.github.hlsprebuffer.registry.TimelineSnapshot.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index in step with the versions of one playlist, with work in proportion to what
 * changed. What has left the window stays known for as long as players may still ask for it (RFC
 * 8216bis §6.2.2). Not thread-safe.
 */
final class NamedResources {
  /** No availability is longer, whatever a playlist says: sums must not overflow. */
  private static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  /** Beside as many as were ever listed at once. */
  private static final int MAX_MORE_DEPARTED = 8;

  private final PlaylistTimeline owner;
  private final SegmentIndex index;
  private final boolean withKeys;
  private final Departures departures = new Departures();

  /** Initialization sections and keys, with the number of segments that need each. */
  private final Map<CacheKey, Integer> needed = new HashMap<>();

  private int longestListed;
  private long listedMicros;
  private long longestMicros;

  NamedResources(PlaylistTimeline owner, SegmentIndex index, boolean withKeys) {
    this.owner = owner;
    this.index = index;
    this.withKeys = withKeys;
  }

  /**
   * Goes on to a newer version.
   *
   * @param isNew gets the keys that this playlist has not named before
   */
  void update(
      @Nullable TimelineSnapshot before,
      TimelineSnapshot now,
      long nowNanos,
      Consumer<CacheKey> isNew) {
    new Step(before, now, nowNanos, isNew).run();
    longestMicros = Math.max(longestMicros, listedMicros);
    longestListed = Math.max(longestListed, now.listed());
    expire(now, nowNanos);
  }

  /** Forgets what has been gone for long enough. */
  void expire(TimelineSnapshot now, long nowNanos) {
    departures.expire(
        nowNanos,
        longestListed + MAX_MORE_DEPARTED,
        (key, position) -> forgetUnlessListed(now, key, position));
  }

  /**
   * Forgets everything.
   *
   * @param forgotten gets all keys that were known
   */
  void clear(TimelineSnapshot last, Consumer<CacheKey> forgotten) {
    for (MediaSegment segment : last.playlist().segments()) {
      forget(last.key(segment.uri(), segment.byteRange()), position(segment), forgotten);
    }
    last.parts().forEach((position, part) -> forget(last.key(part), position, forgotten));
    needed.keySet().forEach(key -> forget(key, /* position= */ null, forgotten));
    departures.clear((key, position) -> forget(key, position, forgotten));
    needed.clear();
    listedMicros = 0;
    longestMicros = 0;
    longestListed = 0;
  }

  private void forget(
      @Nullable CacheKey key, @Nullable MediaPosition position, Consumer<CacheKey> forgotten) {
    if (key != null) {
      index.remove(key, new Place(owner, position));
      forgotten.accept(key);
    }
  }

  private void forgetUnlessListed(
      TimelineSnapshot now, CacheKey key, @Nullable MediaPosition position) {
    boolean listed = position == null ? needed.containsKey(key) : key.equals(now.keyAt(position));
    if (!listed) {
      index.remove(key, new Place(owner, position));
    }
  }

  private static MediaPosition position(MediaSegment segment) {
    return MediaPosition.ofSegment(segment.mediaSequenceNumber());
  }

  /** One step from a version to the next. What is new comes first: a resource may only move. */
  private final class Step {
    private final @Nullable TimelineSnapshot before;
    private final TimelineSnapshot now;
    private final long nowNanos;
    private final Consumer<CacheKey> isNew;
    private final boolean sameBase;

    Step(
        @Nullable TimelineSnapshot before,
        TimelineSnapshot now,
        long nowNanos,
        Consumer<CacheKey> isNew) {
      this.before = before;
      this.now = now;
      this.nowNanos = nowNanos;
      this.isNew = isNew;
      this.sameBase = before != null && before.resolvesAs(now);
    }

    void run() {
      SegmentChanges changes = changes();
      Needs needsNow = new Needs(now);
      changes.added().forEach(segment -> add(segment, needsNow));
      if (before != null) {
        Needs needsBefore = new Needs(before);
        changes.removed().forEach(segment -> remove(before, segment, needsBefore));
      }
      parts();
    }

    private SegmentChanges changes() {
      MediaPlaylist playlist = now.playlist();
      if (before == null) {
        return SegmentChanges.to(playlist);
      }
      return sameBase
          ? SegmentChanges.between(before.playlist(), playlist)
          : new SegmentChanges(playlist.segments(), before.playlist().segments());
    }

    private void add(MediaSegment segment, Needs needs) {
      name(now.key(segment.uri(), segment.byteRange()), position(segment));
      for (CacheKey key : needs.of(segment)) {
        name(key, /* position= */ null);
        needed.merge(key, 1, Integer::sum);
      }
      listedMicros += Math.min(segment.durationMicros(), DAY_MICROS);
    }

    private void remove(TimelineSnapshot version, MediaSegment segment, Needs needs) {
      // RFC 8216bis §6.2.2: its duration, and that of the longest playlist that has named it.
      boolean gone = now.playlist().segment(segment.mediaSequenceNumber()) == null;
      long micros = gone ? segment.durationMicros() + longestMicros : 0;
      part(version.key(segment.uri(), segment.byteRange()), position(segment), micros);
      for (CacheKey key : needs.of(segment)) {
        needed.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
        if (!needed.containsKey(key)) {
          part(key, /* position= */ null, micros);
        }
      }
      listedMicros -= Math.min(segment.durationMicros(), DAY_MICROS);
    }

    private void parts() {
      Map<MediaPosition, Reference> listed = now.parts();
      Map<MediaPosition, Reference> known = before == null ? Map.of() : before.parts();
      if (sameBase && listed.equals(known)) {
        return;
      }
      listed.forEach((position, part) -> name(now.key(part), position));
      // RFC 8216bis §6.2.2: parts stay for three target durations.
      long micros = 3 * now.playlist().targetDuration().toNanos() / 1_000;
      known.forEach(
          (position, part) ->
              part(
                  before == null ? null : before.key(part),
                  position,
                  listed.containsKey(position) ? 0 : micros));
    }

    private void name(@Nullable CacheKey key, @Nullable MediaPosition position) {
      if (key != null) {
        if (!index.contains(key, owner)) {
          isNew.accept(key);
        }
        index.add(key, new Place(owner, position));
      }
    }

    private void part(
        @Nullable CacheKey key, @Nullable MediaPosition position, long availableMicros) {
      if (key != null && availableMicros > 0) {
        long micros = Math.min(availableMicros, DAY_MICROS);
        departures.add(key, position, nowNanos + micros * 1_000);
      } else if (key != null) {
        forgetUnlessListed(now, key, position);
      }
    }
  }

  /** The initialization sections and keys of segments, which mostly share them. */
  private final class Needs {
    private final TimelineSnapshot version;
    private final Map<Reference, List<CacheKey>> known = new HashMap<>();

    Needs(TimelineSnapshot version) {
      this.version = version;
    }

    Set<CacheKey> of(MediaSegment segment) {
      List<Reference> references = references(segment);
      if (references.isEmpty()) {
        return Set.of();
      }
      Set<CacheKey> keys = new HashSet<>();
      references.forEach(reference -> keys.addAll(known.computeIfAbsent(reference, this::keys)));
      return keys;
    }

    private List<CacheKey> keys(Reference reference) {
      CacheKey key = version.key(reference);
      return key == null ? List.of() : List.of(key);
    }

    private List<Reference> references(MediaSegment segment) {
      InitializationSection init = segment.initializationSection();
      boolean keysCount = withKeys && !segment.keys().isEmpty();
      if (!keysCount) {
        return init == null ? List.of() : List.of(new Reference(init.uri(), init.byteRange()));
      }
      List<Reference> references = new ArrayList<>();
      if (init != null) {
        references.add(new Reference(init.uri(), init.byteRange()));
      }
      for (EncryptionKey key : segment.keys()) {
        String uri = key.uri();
        if (uri != null) {
          references.add(new Reference(uri, /* byteRange= */ null));
        }
      }
      return references;
    }
  }
}
