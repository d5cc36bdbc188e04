package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * A resource that the server announces before the playlist lists it (EXT-X-PRELOAD-HINT, RFC
 * 8216bis §4.4.5.3).
 *
 * @param type what the hint is for, or null for a type that the reader does not know
 * @param uri the URI reference as written, variables replaced
 * @param byteRangeStart the first byte of the hinted range; 0 when the tag does not say
 * @param byteRangeLength the number of bytes, or null for everything up to the end
 */
public record PreloadHint(
    @Nullable Type type, String uri, long byteRangeStart, @Nullable Long byteRangeLength) {

  /** What a preload hint is for. */
  public enum Type {
    /** The next partial segment. */
    PART,
    /** The next media initialization section. */
    MAP
  }

  /**
   * Whether a player can be expected to ask for just this. Of a range without an end nobody can say
   * which request it will be.
   */
  public boolean isRequestable() {
    return byteRange() != null || (byteRangeStart == 0 && byteRangeLength == null);
  }

  /** The hinted range, or null when the hint does not say where it ends. */
  public @Nullable ByteRange byteRange() {
    return byteRangeLength == null || byteRangeStart > Long.MAX_VALUE - byteRangeLength
        ? null
        : new ByteRange(byteRangeStart, byteRangeLength);
  }
}
