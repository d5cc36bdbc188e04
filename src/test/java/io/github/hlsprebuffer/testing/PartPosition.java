package io.github.hlsprebuffer.testing;

import java.util.Comparator;

/**
 * The place of a partial segment in a stream.
 *
 * @param mediaSequenceNumber that of its parent segment
 * @param part index within the parent segment, from 0
 */
public record PartPosition(long mediaSequenceNumber, int part) implements Comparable<PartPosition> {

  private static final Comparator<PartPosition> ORDER =
      Comparator.comparingLong(PartPosition::mediaSequenceNumber)
          .thenComparingInt(PartPosition::part);

  @Override
  public int compareTo(PartPosition other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return mediaSequenceNumber + "." + part;
  }
}
