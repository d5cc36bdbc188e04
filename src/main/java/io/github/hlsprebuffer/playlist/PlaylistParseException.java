package io.github.hlsprebuffer.playlist;

/** Says why a body cannot be read as a playlist, and at which of its lines. */
public final class PlaylistParseException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final int lineNumber;

  PlaylistParseException(Reason reason, int lineNumber, String detail) {
    super("line " + lineNumber + ": " + reason + ": " + detail);
    this.reason = reason;
    this.lineNumber = lineNumber;
  }

  /** Returns the kind of error. */
  public Reason reason() {
    return reason;
  }

  /** Returns the line at which the reader gave up, from 1; 0 when it read none. */
  public int lineNumber() {
    return lineNumber;
  }

  /** The kinds of error that end the reading of a playlist. */
  public enum Reason {
    /** The first line is not EXTM3U (RFC 8216bis §4.4.1.1). */
    NOT_A_PLAYLIST,
    /** The body, or what its variables expand to, exceeds {@link PlaylistLimits#maxBytes()}. */
    TOO_LARGE,
    /** A line exceeds {@link PlaylistLimits#maxLineBytes()}. */
    LINE_TOO_LONG,
    /** There are more segments or parts than {@link PlaylistLimits#maxSegments()}. */
    TOO_MANY_SEGMENTS,
    /** More than 64 keys apply to one segment. */
    TOO_MANY_KEYS,
    /** Tags of media playlists and of multivariant playlists are mixed (RFC 8216bis §4.1). */
    MIXED_PLAYLIST_TAGS,
    /** A tag that may appear once appears again (RFC 8216bis §4.4.1.2, §4.4.2). */
    DUPLICATE_TAG,
    /** A tag appears after the segments whose numbers it would change. */
    MISPLACED_TAG,
    /** A number on which positions depend is malformed, negative or too large. */
    INVALID_NUMBER,
    /** A byte range is malformed or its implied offset is undefined (RFC 8216bis §4.4.4.2). */
    INVALID_BYTE_RANGE,
    /** EXT-X-DEFINE is malformed, repeats a name or is there 1,000 times (§4.4.2.3). */
    INVALID_DEFINITION,
    /** A variable is used, imported or taken from the query that has no value. */
    UNDEFINED_VARIABLE
  }
}
