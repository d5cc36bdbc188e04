package io.github.hlsprebuffer.playlist;

import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.NOT_A_PLAYLIST;
import static io.github.hlsprebuffer.playlist.PlaylistParseException.Reason.TOO_LARGE;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads media and multivariant playlists (RFC 8216bis §4) in one pass over their bytes. It forgives
 * what players forgive, and fails with a {@link PlaylistParseException} where the specification
 * asks clients to fail or where a position or byte range would have to be guessed. Stateless, safe
 * for use by many threads.
 */
public final class PlaylistReader {

  private static final byte[] EXTM3U = "#EXTM3U".getBytes(StandardCharsets.US_ASCII);

  private final PlaylistLimits limits;

  /** Creates a reader that keeps the given bounds. */
  public PlaylistReader(PlaylistLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a playlist that imports no variables and is no delta update.
   *
   * @param baseUri the absolute URI from which the playlist came, after redirects
   * @param body the playlist, UTF-8 and not compressed. A media playlist keeps it, as its segments
   *     are made from it when they are asked for, so that it must not be changed any more
   * @throws PlaylistParseException if it cannot be read
   */
  public Playlist read(String baseUri, byte[] body) throws PlaylistParseException {
    return read(baseUri, body, Map.of(), null);
  }

  /**
   * Reads a playlist.
   *
   * @param importableVariables the {@link Playlist#variables()} of the multivariant playlist that
   *     lists this one
   * @throws PlaylistParseException if it cannot be read
   */
  public Playlist read(String baseUri, byte[] body, Map<String, String> importableVariables)
      throws PlaylistParseException {
    return read(baseUri, body, importableVariables, null);
  }

  /**
   * Reads a playlist that may be a delta update (RFC 8216bis §6.2.5.1). If {@code previous} holds
   * all segments that it leaves out, the result is the whole playlist, without skipped segments.
   *
   * @param previous the same media playlist as it was read before, or null
   * @throws PlaylistParseException if it cannot be read
   */
  public Playlist read(
      String baseUri,
      byte[] body,
      Map<String, String> importableVariables,
      @Nullable MediaPlaylist previous)
      throws PlaylistParseException {
    return read(baseUri, body, importableVariables, previous, SegmentReuse.of(null));
  }

  /**
   * Reads a playlist that is a part of an array, which is neither kept nor changed: a media
   * playlist keeps a copy of its part.
   *
   * @param offset the first byte of the playlist
   * @param length the number of its bytes
   * @throws PlaylistParseException if it cannot be read
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public Playlist read(
      String baseUri,
      byte[] body,
      int offset,
      int length,
      Map<String, String> importableVariables,
      @Nullable MediaPlaylist previous)
      throws PlaylistParseException {
    Objects.checkFromIndexSize(offset, length, body.length);
    requireSize(length);
    byte[] part = Arrays.copyOfRange(body, offset, offset + length);
    return read(baseUri, part, importableVariables, previous);
  }

  /**
   * Reads a playlist anew, at little cost where it is as it was before: the body as a whole, or
   * many of its segments. Whoever keeps the result keeps the body, too, and passes both on to the
   * next call.
   *
   * @param previous what the call before returned for this playlist, or null. Serves delta updates
   *     as well
   * @param body the playlist, which is kept and so must not be changed any more
   * @return what {@link #read} would make of it; {@code previous} itself if nothing has changed
   * @throws PlaylistParseException if it cannot be read
   */
  public PlaylistReading refresh(
      @Nullable PlaylistReading previous,
      String baseUri,
      byte[] body,
      Map<String, String> importableVariables)
      throws PlaylistParseException {
    PlaylistReading known = previous != null && previous.limits().equals(limits) ? previous : null;
    if (known != null && known.isOf(baseUri, body, importableVariables)) {
      return known;
    }
    MediaPlaylist media =
        previous != null && previous.playlist() instanceof MediaPlaylist before ? before : null;
    Playlist playlist = read(baseUri, body, importableVariables, media, SegmentReuse.of(known));
    return new PlaylistReading(playlist, body, importableVariables, limits);
  }

  private void requireSize(int bytes) throws PlaylistParseException {
    if (bytes > limits.maxBytes()) {
      throw new PlaylistParseException(TOO_LARGE, 0, "more than " + limits.maxBytes() + " bytes");
    }
  }

  /** Reads a body that is kept. */
  private Playlist read(
      String baseUri,
      byte[] body,
      Map<String, String> importableVariables,
      @Nullable MediaPlaylist previous,
      SegmentReuse reuse)
      throws PlaylistParseException {
    requireSize(body.length);
    LineCursor lines = new LineCursor(body, limits.maxLineBytes());
    PlaylistAssembly assembly =
        new PlaylistAssembly(lines, baseUri, limits, importableVariables, previous, reuse);
    readHeader(lines);
    readLines(lines, assembly);
    return assembly.build();
  }

  private static void readHeader(LineCursor lines) throws PlaylistParseException {
    boolean found = lines.advance();
    while (found && lines.isEmpty()) {
      found = lines.advance();
    }
    if (!found || !isHeader(lines)) {
      throw lines.error(NOT_A_PLAYLIST, "the first line is not EXTM3U");
    }
  }

  private static boolean isHeader(LineCursor lines) {
    byte[] bytes = lines.bytes();
    int afterTag = lines.start() + EXTM3U.length;
    return lines.startsWith(EXTM3U)
        && (afterTag == lines.end() || LineCursor.isBlank(bytes[afterTag]));
  }

  private static void readLines(LineCursor lines, PlaylistAssembly assembly)
      throws PlaylistParseException {
    TagValue value = new TagValue(lines, assembly.variables());
    while (lines.advance()) {
      if (lines.isEmpty()) {
        continue;
      }
      if (lines.isHash()) {
        readTag(lines, assembly, value);
      } else {
        assembly.uri();
      }
    }
  }

  /** Tags that the reader does not know, and comments, are passed over (RFC 8216bis §4.1). */
  private static void readTag(LineCursor lines, PlaylistAssembly assembly, TagValue value)
      throws PlaylistParseException {
    int nameStart = lines.start() + 1;
    PlaylistTag tag = PlaylistTag.find(lines.bytes(), nameStart, lines.end());
    if (tag != null) {
      assembly.tag(tag, value.moveTo(nameStart + tag.length() + 1, lines.end()));
    }
  }
}
