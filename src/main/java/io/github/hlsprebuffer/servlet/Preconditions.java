package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpDates;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Evaluates conditional and range requests against a representation (RFC 9110 §13, §14). */
final class Preconditions {
  private Preconditions() {}

  /** Whether a 304 answers the request. */
  static boolean isNotModified(HttpFields request, ResponseHead representation) {
    if (representation.status() != 200) {
      return false;
    }
    String noneMatch = request.joined("if-none-match");
    if (noneMatch != null) {
      // RFC 9110 §13.2.2: where it is present, If-Modified-Since is not looked at.
      return matches(noneMatch, representation.fields().first("etag"));
    }
    Instant since = HttpDates.parse(request.first("if-modified-since"));
    Instant modified = HttpDates.parse(representation.fields().first("last-modified"));
    return since != null && modified != null && !modified.isAfter(since);
  }

  /**
   * The range to serve, or null for the whole: no range, several, or one under a stale If-Range.
   */
  static @Nullable RangeField rangeToServe(HttpFields request, ResponseHead representation) {
    if (representation.status() != 200) {
      return null;
    }
    RangeField range = RangeField.of(request);
    String condition = request.first("if-range");
    return range == null || condition == null || condition.equals(strongValidator(representation))
        ? range
        : null;
  }

  /**
   * What may stand in {@code If-Range} (RFC 9110 §13.1.5): a strong entity tag or date; or null.
   */
  static @Nullable String strongValidator(ResponseHead representation) {
    String etag = representation.strongEtag();
    if (etag != null) {
      return etag;
    }
    String lastModified = representation.fields().first("last-modified");
    Instant modified = HttpDates.parse(lastModified);
    Instant date = HttpDates.parse(representation.fields().first("date"));
    // RFC 9110 §8.8.2.2: a date is strong only if a later change could not have the same one.
    boolean strong =
        modified != null
            && date != null
            && Duration.between(modified, date).compareTo(Duration.ofSeconds(1)) >= 0;
    return strong ? lastModified : null;
  }

  private static boolean matches(String list, @Nullable String etag) {
    if (list.trim().equals("*")) {
      return true;
    }
    if (etag == null) {
      return false;
    }
    for (String candidate : list.split(",", -1)) {
      if (weak(candidate.trim()).equals(weak(etag))) {
        return true;
      }
    }
    return false;
  }

  private static String weak(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
