package io.github.hlsprebuffer.playlist;

/**
 * The bounds within which a playlist is read; what exceeds one fails with its own {@link
 * PlaylistParseException.Reason}.
 *
 * @param maxBytes the largest playlist, in bytes; also the most characters that variables may
 *     expand to
 * @param maxLineBytes the longest line, in bytes, before and after variables are replaced
 * @param maxSegments the most segments, and the most partial segments, of a media playlist
 */
public record PlaylistLimits(int maxBytes, int maxLineBytes, int maxSegments) {

  /** 8 MiB, lines of 64 KiB, 200,000 segments. */
  public static final PlaylistLimits DEFAULT = new PlaylistLimits(8 << 20, 64 << 10, 200_000);

  /** Rejects a bound below 1. */
  public PlaylistLimits {
    if (maxBytes < 1 || maxLineBytes < 1 || maxSegments < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
