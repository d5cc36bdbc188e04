package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

/**
 * Turns byte ranges declared in attributes into absolute ones: a range without offset begins where
 * the one before it ended, if that is of the same resource (RFC 8216bis §4.4.4.9).
 */
final class ByteRangeTracker {

  private final DeclaredByteRange declared;
  private @Nullable String previousUri;
  private long previousEnd;

  ByteRangeTracker(LineCursor lines) {
    this.declared = new DeclaredByteRange(lines);
  }

  /** Returns the range {@code n[@o]} of a resource; null when none is declared. */
  @Nullable ByteRange take(String uri, @Nullable String text) throws PlaylistParseException {
    if (text == null) {
      reset();
      return null;
    }
    declared.read(text);
    if (declared.isImplied()) {
      declared.follow(uri.equals(previousUri) ? previousEnd : Numbers.NONE);
    }
    ByteRange range = new ByteRange(declared.offset(), declared.length());
    previousUri = uri;
    previousEnd = range.endExclusive();
    return range;
  }

  /** Lets no range continue the last one. */
  void reset() {
    previousUri = null;
  }
}
