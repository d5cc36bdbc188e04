package io.github.hlsprebuffer.hints;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delivery directives in the query of a request for a playlist (RFC 8216bis §6.2.5). A
 * directive that is malformed counts as absent, though it still tells one request from another. Of
 * equal ones the first counts.
 *
 * @param mediaSequenceNumber {@code _HLS_msn}: wait for this media segment
 * @param partIndex {@code _HLS_part}: wait for this partial segment of it
 * @param skip {@code _HLS_skip}: what to leave out
 */
public record DeliveryDirectives(
    @Nullable Long mediaSequenceNumber, @Nullable Integer partIndex, @Nullable Skip skip) {

  /** None given. */
  public static final DeliveryDirectives NONE = new DeliveryDirectives(null, null, null);

  private static final String SEQUENCE = "_HLS_msn=";
  private static final String PART = "_HLS_part=";
  private static final String SKIP = "_HLS_skip=";
  private static final int MAX_SEQUENCE_DIGITS = 18;
  private static final int MAX_PART_DIGITS = 9;

  /** What a playlist delta update leaves out (RFC 8216bis §6.2.5.1). */
  public enum Skip {
    /** {@code YES}: older media segments. */
    SEGMENTS,
    /** {@code v2}: older date ranges, too. */
    SEGMENTS_AND_DATE_RANGES
  }

  /** Reads the directives of a raw query, or null for none; never fails. */
  public static DeliveryDirectives of(@Nullable String query) {
    if (query == null || !query.contains(CanonicalQuery.DIRECTIVE_PREFIX)) {
      return NONE;
    }
    String sequence = value(query, SEQUENCE);
    String part = value(query, PART);
    return new DeliveryDirectives(
        isDecimal(sequence, MAX_SEQUENCE_DIGITS) ? Long.valueOf(sequence) : null,
        isDecimal(part, MAX_PART_DIGITS) ? Integer.valueOf(part) : null,
        skip(value(query, SKIP)));
  }

  /** Whether the origin may hold the answer back (RFC 8216bis §6.2.5.2). */
  public boolean isBlocking() {
    return mediaSequenceNumber != null;
  }

  /**
   * The URI that asks for this, and for nothing else, of the playlist that {@code uri} names. In
   * the order of RFC 8216bis §6.3.2, so that all who ask for the same ask alike.
   */
  public String addedTo(String uri) {
    int mark = uri.indexOf('?');
    List<String> parameters = new ArrayList<>();
    if (mark >= 0) {
      // What a player says of itself it said of another request.
      parameters.addAll(CanonicalQuery.withoutDirectivesAndCmcd(uri.substring(mark + 1)));
    }
    if (mediaSequenceNumber != null) {
      parameters.add(SEQUENCE + mediaSequenceNumber);
    }
    if (partIndex != null) {
      parameters.add(PART + partIndex);
    }
    if (skip != null) {
      parameters.add(SKIP + (skip == Skip.SEGMENTS ? "YES" : "v2"));
    }
    String path = mark < 0 ? uri : uri.substring(0, mark);
    return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
  }

  private static String value(String query, String nameAndEquals) {
    int start = 0;
    while (start >= 0) {
      if (query.startsWith(nameAndEquals, start)) {
        int end = query.indexOf('&', start);
        return query.substring(start + nameAndEquals.length(), end < 0 ? query.length() : end);
      }
      start = query.indexOf('&', start) + 1;
      start = start == 0 ? -1 : start;
    }
    return "";
  }

  private static boolean isDecimal(String text, int maxDigits) {
    return !text.isEmpty()
        && text.length() <= maxDigits
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable Skip skip(String value) {
    return switch (value) {
      case "YES" -> Skip.SEGMENTS;
      case "v2" -> Skip.SEGMENTS_AND_DATE_RANGES;
      default -> null;
    };
  }
}
