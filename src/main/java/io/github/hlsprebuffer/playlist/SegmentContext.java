package io.github.hlsprebuffer.playlist;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What applies to segments in a row, from one change to the next.
 *
 * @param firstNumber the media sequence number of the first of them
 * @param discontinuitySequenceNumber that of all of them
 * @param initializationSection the initialization section in force, or null
 * @param keys the keys in force
 * @param declaredKeys the keys declared between the last segment before and the first of them
 * @param discontinuity whether a discontinuity precedes the first of them
 */
record SegmentContext(
    long firstNumber,
    long discontinuitySequenceNumber,
    @Nullable InitializationSection initializationSection,
    List<EncryptionKey> keys,
    List<EncryptionKey> declaredKeys,
    boolean discontinuity) {

  /** Whether the same is in force. */
  boolean isSameInForce(SegmentContext other) {
    return discontinuitySequenceNumber == other.discontinuitySequenceNumber
        && Objects.equals(initializationSection, other.initializationSection)
        && keys.equals(other.keys);
  }
}
