package io.github.hlsprebuffer.playlist;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One media segment of a media playlist, with everything that applies to it (RFC 8216bis §3).
 *
 * @param mediaSequenceNumber its position in the presentation
 * @param discontinuitySequenceNumber the number of discontinuities before it
 * @param uri the URI reference as written, variables replaced
 * @param durationMicros the duration in microseconds; 0 when the playlist gives none that can be
 *     used
 * @param byteRange the part of the resource that is the segment, or null for all of it
 * @param initializationSection the initialization section in force, or null
 * @param keys the keys in force, one per key format; empty when the segment is not encrypted
 * @param gap whether the segment is known to be missing and must not be loaded
 * @param discontinuity whether a discontinuity precedes it
 * @param programDateTime the date that the playlist gives for its first sample, or null
 */
public record MediaSegment(
    long mediaSequenceNumber,
    long discontinuitySequenceNumber,
    String uri,
    long durationMicros,
    @Nullable ByteRange byteRange,
    @Nullable InitializationSection initializationSection,
    List<EncryptionKey> keys,
    boolean gap,
    boolean discontinuity,
    @Nullable Instant programDateTime) {

  /** Keeps an immutable list of keys. */
  public MediaSegment {
    keys = List.copyOf(keys);
  }
}
