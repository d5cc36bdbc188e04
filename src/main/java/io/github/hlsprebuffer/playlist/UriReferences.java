package io.github.hlsprebuffer.playlist;

import org.jspecify.annotations.Nullable;

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
    Components target = Components.parse(reference);
    if (target.scheme != null) {
      return target.withoutDotSegments().toString();
    }
    return resolveRelative(Components.parse(base), target).toString();
  }

  /** RFC 3986 §5.2.2, for a reference without scheme. */
  private static Components resolveRelative(Components base, Components reference) {
    if (reference.authority != null) {
      return reference.withScheme(base.scheme).withoutDotSegments();
    }
    if (reference.path.isEmpty()) {
      String query = reference.query != null ? reference.query : base.query;
      return base.withPath(base.path, query, reference.fragment);
    }
    String path = reference.path.startsWith("/") ? reference.path : merge(base, reference.path);
    return base.withPath(removeDotSegments(path), reference.query, reference.fragment);
  }

  /** RFC 3986 §5.2.3. */
  private static String merge(Components base, String path) {
    if (base.authority != null && base.path.isEmpty()) {
      return "/" + path;
    }
    return base.path.substring(0, base.path.lastIndexOf('/') + 1) + path;
  }

  /** RFC 3986 §5.2.4. */
  static String removeDotSegments(String path) {
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

  /** The five components of RFC 3986 §3; an absent one is null, which an empty one is not. */
  private record Components(
      @Nullable String scheme,
      @Nullable String authority,
      String path,
      @Nullable String query,
      @Nullable String fragment) {

    /** Splits as the expression of RFC 3986 appendix B does. */
    static Components parse(String text) {
      int fragmentAt = indexOrEnd(text, '#', 0, text.length());
      int queryAt = indexOrEnd(text, '?', 0, fragmentAt);
      int schemeEnd = schemeEnd(text, queryAt);
      int hierarchy = schemeEnd < 0 ? 0 : schemeEnd + 1;
      int pathAt = hierarchy;
      if (text.startsWith("//", hierarchy)) {
        pathAt = indexOrEnd(text, '/', hierarchy + 2, queryAt);
      }
      return new Components(
          schemeEnd < 0 ? null : text.substring(0, schemeEnd),
          pathAt == hierarchy ? null : text.substring(hierarchy + 2, pathAt),
          text.substring(pathAt, queryAt),
          queryAt == fragmentAt ? null : text.substring(queryAt + 1, fragmentAt),
          fragmentAt == text.length() ? null : text.substring(fragmentAt + 1));
    }

    private static int indexOrEnd(String text, char wanted, int from, int end) {
      int index = text.indexOf(wanted, from);
      return index < 0 || index > end ? end : index;
    }

    /** Returns where the colon after the scheme is, or -1: {@code 1.ts:x} has no scheme. */
    private static int schemeEnd(String text, int end) {
      for (int i = 0; i < end; i++) {
        char c = text.charAt(i);
        if (c == ':') {
          return i == 0 ? -1 : i;
        }
        if (!isLetter(c) && (i == 0 || !isSchemePunctuationOrDigit(c))) {
          return -1;
        }
      }
      return -1;
    }

    private static boolean isLetter(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isSchemePunctuationOrDigit(char c) {
      return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    }

    Components withScheme(@Nullable String newScheme) {
      return new Components(newScheme, authority, path, query, fragment);
    }

    Components withPath(String newPath, @Nullable String newQuery, @Nullable String newFragment) {
      return new Components(scheme, authority, newPath, newQuery, newFragment);
    }

    Components withoutDotSegments() {
      return withPath(removeDotSegments(path), query, fragment);
    }

    /** RFC 3986 §5.3. */
    @Override
    public String toString() {
      StringBuilder uri = new StringBuilder();
      if (scheme != null) {
        uri.append(scheme).append(':');
      }
      if (authority != null) {
        uri.append("//").append(authority);
      }
      uri.append(path);
      if (query != null) {
        uri.append('?').append(query);
      }
      if (fragment != null) {
        uri.append('#').append(fragment);
      }
      return uri.toString();
    }
  }
}
