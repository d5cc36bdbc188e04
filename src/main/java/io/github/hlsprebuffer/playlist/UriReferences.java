package io.github.hlsprebuffer.playlist;

/**
 * Resolves URI references by RFC 3986 §5.2, on strings as they are: real playlists hold spaces,
 * {@code |} and non-ASCII letters, and none of them is an error here. Never fails.
 */
public final class UriReferences {

  private UriReferences() {}

  /**
   * Returns {@code reference} resolved against {@code base}, with the query and fragment of the
   * reference and without any change of percent-encoding.
   *
   * @param base an absolute URI; its fragment is ignored
   * @param reference a URI or relative reference, of any content
   */
  public static String resolve(String base, String reference) {
    Components target = Components.of(reference);
    if (target.hasScheme()) {
      return join("", target.untilPath(), target);
    }
    return resolveRelative(Components.of(base), target);
  }

  /** RFC 3986 §5.2.2, for a reference without scheme. */
  private static String resolveRelative(Components base, Components reference) {
    if (reference.hasAuthority()) {
      return join(base.scheme(), reference.untilPath(), reference);
    }
    if (reference.path().isEmpty()) {
      return (reference.hasQuery() ? base.untilQuery() : base.untilFragment()) + reference.text();
    }
    if (reference.path().startsWith("/")) {
      return join(base.untilPath(), "", reference);
    }
    String merged = base.directory() + reference.path();
    return base.untilPath() + removeDotSegments(merged) + reference.afterPath();
  }

  private static String join(String scheme, String untilPath, Components reference) {
    String path = removeDotSegments(reference.path());
    return scheme.concat(untilPath).concat(path).concat(reference.afterPath());
  }

  /** RFC 3986 §5.2.4. */
  private static String removeDotSegments(String path) {
    if (!path.startsWith(".") && !path.contains("/.")) {
      return path;
    }
    StringBuilder output = new StringBuilder(path.length());
    int position = 0;
    while (position < path.length()) {
      position = moveSegment(path, position, output);
    }
    return output.toString();
  }

  /** Moves what one round of the loop of RFC 3986 §5.2.4 moves; returns where the next begins. */
  private static int moveSegment(String path, int start, StringBuilder output) {
    boolean rooted = path.charAt(start) == '/';
    int nameStart = rooted ? start + 1 : start;
    int slash = path.indexOf('/', nameStart);
    int nameEnd = slash < 0 ? path.length() : slash;
    if (!isDots(path, nameStart, nameEnd)) {
      output.append(path, start, nameEnd);
      return nameEnd;
    }
    if (!rooted) {
      return Math.min(nameEnd + 1, path.length());
    }
    if (nameEnd - nameStart == 2) {
      output.setLength(Math.max(output.lastIndexOf("/"), 0));
    }
    if (slash < 0) {
      output.append('/');
    }
    return nameEnd;
  }

  private static boolean isDots(String path, int start, int end) {
    int length = end - start;
    return (length == 1 || length == 2) && path.charAt(start) == '.' && path.charAt(end - 1) == '.';
  }

  /**
   * Where the components of RFC 3986 §3 are in a text. As they follow each other, whatever precedes
   * one of them is a single piece of the text.
   *
   * @param schemeEnd the position after the colon of the scheme, or 0 without scheme
   */
  private record Components(
      String text, int schemeEnd, int pathStart, int pathEnd, int fragmentStart) {

    /** Splits as the expression of RFC 3986 appendix B does. */
    static Components of(String text) {
      int fragmentStart = indexOrEnd(text, '#', 0, text.length());
      int pathEnd = indexOrEnd(text, '?', 0, fragmentStart);
      int schemeEnd = schemeEnd(text, pathEnd);
      int pathStart =
          text.startsWith("//", schemeEnd)
              ? indexOrEnd(text, '/', schemeEnd + 2, pathEnd)
              : schemeEnd;
      return new Components(text, schemeEnd, pathStart, pathEnd, fragmentStart);
    }

    private static int indexOrEnd(String text, char wanted, int from, int end) {
      int index = text.indexOf(wanted, from);
      return index < 0 || index > end ? end : index;
    }

    /** Returns the position after the scheme, or 0: {@code 1.ts:x} has none. */
    private static int schemeEnd(String text, int end) {
      int i = 0;
      while (i < end && isSchemeCharacter(text.charAt(i), i)) {
        i++;
      }
      return i > 0 && i < end && text.charAt(i) == ':' ? i + 1 : 0;
    }

    private static boolean isSchemeCharacter(char c, int position) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      return letter || (other && position > 0);
    }

    boolean hasScheme() {
      return schemeEnd > 0;
    }

    boolean hasAuthority() {
      return pathStart > schemeEnd;
    }

    boolean hasQuery() {
      return pathEnd < fragmentStart;
    }

    String scheme() {
      return text.substring(0, schemeEnd);
    }

    String untilPath() {
      return text.substring(0, pathStart);
    }

    String untilQuery() {
      return text.substring(0, pathEnd);
    }

    String untilFragment() {
      return text.substring(0, fragmentStart);
    }

    String path() {
      return text.substring(pathStart, pathEnd);
    }

    String afterPath() {
      return text.substring(pathEnd);
    }

    /** What a relative path is appended to (RFC 3986 §5.2.3). */
    String directory() {
      if (hasAuthority() && pathStart == pathEnd) {
        return "/";
      }
      int slash = text.lastIndexOf('/', pathEnd - 1);
      return slash < pathStart ? "" : text.substring(pathStart, slash + 1);
    }
  }
}
