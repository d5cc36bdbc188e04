package io.github.hlsprebuffer.servlet;

import java.util.Set;
import java.util.TreeSet;

/** Where keys of several filters mean the same, and where they do not. */
final class KeySpaces {
  private KeySpaces() {}

  /**
   * A space for the keys of one filter. Filters that ignore different query parameters share
   * nothing: of a URI without a token, one would be answered by what the other was given for a
   * token.
   *
   * @param ownSpace of the application, where it is the application that produces what is asked
   *     for; else empty
   */
  static String of(String ownSpace, Set<String> ignoredParameters) {
    return ignoredParameters.isEmpty()
        ? ownSpace
        : ownSpace + " " + RequestFields.digest(String.join(",", new TreeSet<>(ignoredParameters)));
  }
}
