package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** Sorts out URI references that no hint may carry. */
final class References {
  /** What decoding puts where bytes were no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private References() {}

  /** The reference without surrounding spaces, or null where it is empty, too long or garbled. */
  static @Nullable String plain(String text) {
    String reference = text.strip();
    boolean usable =
        !reference.isEmpty()
            && reference.length() <= NextRequest.MAX_REFERENCE_CHARS
            && reference.chars().noneMatch(c -> Character.isISOControl(c) || c == REPLACEMENT);
    return usable ? reference : null;
  }

  /**
   * The same, or null also where it names a scheme or a server. CTA-5004 allows paths alone, so
   * that a player cannot send anybody elsewhere.
   */
  static @Nullable String path(String text) {
    String reference = plain(text);
    boolean elsewhere =
        reference == null
            || reference.startsWith("//")
            || reference.indexOf('\\') >= 0
            || hasScheme(reference);
    return elsewhere ? null : reference;
  }

  /** Whether a colon stands where a relative path may have none (RFC 3986 §4.2). */
  private static boolean hasScheme(String reference) {
    int colon = reference.indexOf(':');
    return colon >= 0 && reference.chars().limit(colon).noneMatch(c -> "/?#".indexOf(c) >= 0);
  }
}
