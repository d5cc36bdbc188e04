package io.github.hlsprebuffer.hints;

import io.github.hlsprebuffer.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Finds CMCD in a request, and costs next to nothing where there is none. */
final class CmcdSource {
  private static final String HEADER_PREFIX = "CMCD-";
  private static final String ARGUMENT = "CMCD=";

  private CmcdSource() {}

  /**
   * The values of all CMCD header fields as one dictionary, or null where there is no such field.
   */
  static @Nullable String headers(HttpFields fields) {
    String joined = null;
    for (HttpFields.Field field : fields) {
      if (isHeader(field.name())) {
        joined = joined == null ? field.value() : joined + "," + field.value();
      }
    }
    return joined;
  }

  private static boolean isHeader(String name) {
    if (!name.regionMatches(/* ignoreCase= */ true, 0, HEADER_PREFIX, 0, HEADER_PREFIX.length())) {
      return false;
    }
    // Players put a key into the wrong one of the four now and then, so all are read alike.
    String shard = name.substring(HEADER_PREFIX.length());
    return shard.equalsIgnoreCase("Request")
        || shard.equalsIgnoreCase("Object")
        || shard.equalsIgnoreCase("Status")
        || shard.equalsIgnoreCase("Session");
  }

  /**
   * The decoded query argument, or null. Of several, the last: players append theirs to what a
   * playlist's URI may bring already.
   */
  static @Nullable String argument(@Nullable String query) {
    int start = query == null ? -1 : query.lastIndexOf(ARGUMENT);
    while (query != null && start > 0 && query.charAt(start - 1) != '&') {
      start = query.lastIndexOf(ARGUMENT, start - 1);
    }
    if (query == null || start < 0) {
      return null;
    }
    int ampersand = query.indexOf('&', start);
    String value =
        query.substring(start + ARGUMENT.length(), ampersand < 0 ? query.length() : ampersand);
    return value.length() > Cmcd.MAX_CHARS ? null : PercentEncoding.decodeArgument(value);
  }
}
