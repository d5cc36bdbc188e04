package io.github.hlsprebuffer.playlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partial segment of a low-latency media playlist (EXT-X-PART, RFC 8216bis §4.4.4.9).
 *
 * @param mediaSequenceNumber the media sequence number of the segment that it is a part of
 * @param discontinuitySequenceNumber the number of discontinuities before that segment
 * @param partIndex its position in that segment, from 0
 * @param uri the URI reference as written, variables replaced
 * @param durationMicros the duration in microseconds; 0 when the playlist gives none that can be
 *     used
 * @param byteRange the range of the resource that is the part, or null for all of it
 * @param initializationSection the initialization section in force, or null
 * @param keys the keys in force; empty when the part is not encrypted
 * @param independent whether it holds an independent frame
 * @param gap whether the part is not available
 */
public record PartialSegment(
    long mediaSequenceNumber,
    long discontinuitySequenceNumber,
    int partIndex,
    String uri,
    long durationMicros,
    @Nullable ByteRange byteRange,
    @Nullable InitializationSection initializationSection,
    List<EncryptionKey> keys,
    boolean independent,
    boolean gap) {

  /** Keeps an immutable list of keys. */
  public PartialSegment {
    keys = List.copyOf(keys);
  }
}
