package io.github.hlsprebuffer.bench.origin;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * The bytes of all segments: the same in every run, and of two segments never the same. Safe for
 * concurrent use.
 */
public final class SegmentBytes {
  private static final int POOL_BYTES = 16 << 20;

  /** Apart by a prime: the beginnings of segments meet again only after millions of them. */
  private static final long STEP_BYTES = 7919;

  /** Of which every segment is a part that begins elsewhere. */
  private static final byte[] POOL = new byte[POOL_BYTES];

  static {
    new Random(1).nextBytes(POOL);
  }

  private SegmentBytes() {}

  /** The whole body of a segment, read-only. */
  public static ByteBuffer of(Presentation presentation, long mediaSequenceNumber) {
    int places = POOL_BYTES - presentation.segmentBytes();
    long place = presentation.name().hashCode() + mediaSequenceNumber * STEP_BYTES;
    int begin = (int) Math.floorMod(place, (long) places);
    return ByteBuffer.wrap(POOL, begin, presentation.segmentBytes()).slice().asReadOnlyBuffer();
  }
}
