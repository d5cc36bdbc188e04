package io.github.hlsprebuffer.registry;

import io.github.hlsprebuffer.playlist.MediaPosition;
import io.github.hlsprebuffer.prefetch.Standpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Where the playheads stand that are awake, each place once, however many viewers share it. Knows
 * whether anything has changed, which at the live edge of a crowd is seldom. Not thread-safe.
 */
final class Standpoints {
  private final TreeMap<Place, Group> groups =
      new TreeMap<>(
          Comparator.comparing(Place::asked)
              .thenComparing(Place::furthest)
              .thenComparing(Place::byParts));
  private boolean changed;

  private record Place(MediaPosition asked, MediaPosition furthest, boolean byParts) {
    static Place of(Playhead head) {
      return new Place(head.asked, head.position, head.byParts);
    }
  }

  /** Those at one place. The one who will need more first speaks for all. */
  private static final class Group {
    private int size;
    private Standpoint soonest;

    Group(Standpoint first) {
      this.soonest = first;
    }
  }

  void enter(Playhead head) {
    Standpoint standpoint = head.standpoint();
    Group group = groups.get(Place.of(head));
    if (group == null) {
      group = new Group(standpoint);
      groups.put(Place.of(head), group);
      changed = true;
    } else if (standpoint.bufferedUntilNanos() - group.soonest.bufferedUntilNanos() < 0) {
      group.soonest = standpoint;
      changed = true;
    }
    group.size++;
  }

  /** The head as it entered. */
  void leave(Playhead head) {
    Group group = groups.get(Place.of(head));
    if (group == null) {
      throw new IllegalStateException("never entered: " + head.position);
    }
    group.size--;
    if (group.size == 0) {
      groups.remove(Place.of(head));
      changed = true;
    }
  }

  /** In the order of positions. */
  List<Standpoint> all() {
    List<Standpoint> all = new ArrayList<>(groups.size());
    groups.values().forEach(group -> all.add(group.soonest));
    return all;
  }

  void clear() {
    groups.clear();
    changed = true;
  }

  /** Whether anything has changed since this was called last. */
  boolean takeChanged() {
    boolean result = changed;
    changed = false;
    return result;
  }
}
