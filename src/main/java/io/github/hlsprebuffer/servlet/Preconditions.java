package io.github.hlsprebuffer.servlet;

import io.github.hlsprebuffer.http.HttpDates;
import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.RangeField;
import io.github.hlsprebuffer.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Evaluates conditional and range requests against a representation (RFC 9110 §13, §14). */
final class Preconditions {
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"[^\"]*\"|[^\\s,\"]+");

  private Preconditions() {}

  /** Whether a 412 answers the request, which comes before everything else (RFC 9110 §13.2.2). */
  static boolean hasFailed(HttpFields request, ResponseHead representation) {
    if (!isSuccess(representation)) {
      return false;
    }
    String match = request.joined("if-match");
    if (match != null) {
      // RFC 9110 §13.2.2: where it is present, If-Unmodified-Since is not looked at.
      return !isAny(match) && !tags(match).anyMatch(tag -> tag.equals(representation.strongEtag()));
    }
    Instant since = HttpDates.parse(request.first("if-unmodified-since"));
    Instant modified = since == null ? null : modified(representation);
    return modified != null && modified.isAfter(since);
  }

  /**
   * Whether a 412 or a 416 answers the request.
   *
   * @param lengthBytes of the representation; below zero where it is not known
   */
  static boolean isRefused(HttpFields request, ResponseHead representation, long lengthBytes) {
    if (hasFailed(request, representation)) {
      return true;
    }
    if (lengthBytes < 0 || isNotModified(request, representation)) {
      return false;
    }
    RangeField range = rangeToServe(request, representation);
    return range != null && range.within(lengthBytes) == null;
  }

  /** Whether a 304 answers the request. */
  static boolean isNotModified(HttpFields request, ResponseHead representation) {
    if (!isSuccess(representation)) {
      return false;
    }
    String noneMatch = request.joined("if-none-match");
    if (noneMatch != null) {
      // RFC 9110 §13.2.2: where it is present, If-Modified-Since is not looked at.
      return matches(noneMatch, representation.fields().first("etag"));
    }
    Instant since = HttpDates.parse(request.first("if-modified-since"));
    Instant modified = since == null ? null : modified(representation);
    return modified != null && !modified.isAfter(since);
  }

  /** To be asked for only where it matters: reading a date costs more than finding a segment. */
  private static @Nullable Instant modified(ResponseHead representation) {
    return HttpDates.parse(representation.fields().first("last-modified"));
  }

  /**
   * The range to serve, or null for the whole: no range, several, or one under a stale If-Range.
   */
  static @Nullable RangeField rangeToServe(HttpFields request, ResponseHead representation) {
    if (representation.status() != 200) {
      return null;
    }
    String condition = request.first("if-range");
    boolean holds =
        condition == null
            || condition.equals(representation.strongEtag())
            || condition.equals(strongDate(representation));
    return holds ? RangeField.of(request) : null;
  }

  /** RFC 9110 §13.2.1: of anything else, conditions are not looked at. */
  private static boolean isSuccess(ResponseHead representation) {
    return representation.status() == 200 || representation.status() == 206;
  }

  /**
   * What may stand in {@code If-Range} (RFC 9110 §13.1.5): a strong entity tag or date; or null.
   */
  static @Nullable String strongValidator(ResponseHead representation) {
    String etag = representation.strongEtag();
    return etag != null ? etag : strongDate(representation);
  }

  private static @Nullable String strongDate(ResponseHead representation) {
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
    return isAny(list)
        || (etag != null && tags(list).anyMatch(tag -> weak(tag).equals(weak(etag))));
  }

  private static boolean isAny(String list) {
    return list.trim().equals("*");
  }

  /** A quoted tag may have commas in it; tags without quotes are wrong, and out there. */
  private static Stream<String> tags(String list) {
    return ENTITY_TAG.matcher(list).results().map(MatchResult::group);
  }

  private static String weak(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
