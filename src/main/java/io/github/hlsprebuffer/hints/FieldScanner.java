package io.github.hlsprebuffer.hints;

import org.jspecify.annotations.Nullable;

/** A place in the value of a header field, which moves only forward. */
final class FieldScanner {
  private final String text;
  private int at;

  FieldScanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** Whether this character comes next. */
  boolean sees(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /** Steps over this character if it comes next. */
  boolean skip(char c) {
    boolean seen = sees(c);
    at += seen ? 1 : 0;
    return seen;
  }

  void skipSpaces() {
    while (sees(' ') || sees('\t')) {
      at++;
    }
  }

  /** Steps over everything up to this character, and over the character itself. */
  void skipPast(char c) {
    int found = text.indexOf(c, at);
    at = found < 0 ? text.length() : found + 1;
  }

  /** What comes before the first of these characters; may be empty. */
  String until(String delimiters) {
    int start = at;
    while (at < text.length() && delimiters.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  /**
   * The content of a quoted string, which must come next; null, without a step, if it never ends.
   */
  @Nullable String quoted() {
    StringBuilder content = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        return content.toString();
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
      }
      content.append(text.charAt(i));
    }
    return null;
  }
}
