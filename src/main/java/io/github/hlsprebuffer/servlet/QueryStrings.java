package io.github.hlsprebuffer.servlet;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Query strings as they stand in cache keys. */
final class QueryStrings {
  private QueryStrings() {}

  /** {@code ?query} without the ignored parameters; empty where nothing is left. */
  static String canonical(@Nullable String query, Set<String> ignored) {
    if (query == null || query.isEmpty()) {
      return "";
    }
    if (ignored.isEmpty()) {
      return "?" + query;
    }
    StringBuilder kept = new StringBuilder();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (!ignored.contains(equals < 0 ? parameter : parameter.substring(0, equals))) {
        kept.append(kept.isEmpty() ? '?' : '&').append(parameter);
      }
    }
    return kept.toString();
  }
}
