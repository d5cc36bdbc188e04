package io.github.hlsprebuffer.playlist;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which segments of a table are gaps; most playlists have none. */
final class GapColumn {

  private @Nullable BitSet gaps;

  void add(int segment) {
    if (gaps == null) {
      gaps = new BitSet();
    }
    gaps.set(segment);
  }

  /**
   * Adds those of a part of another table.
   *
   * @param moved how far behind its place there each segment is in this table
   */
  void addAll(GapColumn other, int from, int to, int moved) {
    BitSet others = other.gaps;
    int next = others == null ? -1 : others.nextSetBit(from);
    while (others != null && next >= 0 && next < to) {
      add(next + moved);
      next = others.nextSetBit(next + 1);
    }
  }

  boolean has(int segment) {
    return gaps != null && gaps.get(segment);
  }
}
