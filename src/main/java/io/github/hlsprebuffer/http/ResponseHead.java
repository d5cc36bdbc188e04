package io.github.hlsprebuffer.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Status and header fields of a response.
 *
 * @param fields end-to-end fields only
 */
public record ResponseHead(int status, HttpFields fields) {
  // RFC 9110 §8.8.2.2: so that it does not matter whether both dates are of the same clock.
  private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(60);

  /** Announced length of the body in bytes, or -1. */
  public long contentLength() {
    return fields.contentLength();
  }

  /** Media type without parameters, in lower case, or null. */
  public @Nullable String mediaType() {
    String type = fields.first("content-type");
    return type == null ? null : mediaType(type);
  }

  /** A {@code Content-Type} without its parameters, in lower case. */
  public static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  /** Whether the body is encoded in a way that not every client understands (RFC 9110 §8.4). */
  public boolean isEncoded() {
    String encoding = fields.first("content-encoding");
    return encoding != null && !encoding.trim().equalsIgnoreCase("identity");
  }

  /** A strong validator usable with {@code If-Range} (RFC 9110 §13.1.5), or null. */
  public @Nullable String strongEtag() {
    String etag = fields.first("etag");
    return etag == null || !etag.startsWith("\"") ? null : etag;
  }

  /**
   * What {@code If-Range} may carry to get more of the very same bytes (RFC 9110 §13.1.5): a strong
   * entity tag, or a modification date that is strong; null where there is neither.
   */
  public @Nullable String strongValidator() {
    String etag = strongEtag();
    return etag == null ? strongLastModified() : etag;
  }

  /** RFC 9110 §8.8.2.2: nothing can have changed again within the second of the last change. */
  private @Nullable String strongLastModified() {
    String field = fields.first("last-modified");
    Instant modified = HttpDates.parse(field);
    Instant date = HttpDates.parse(fields.first("date"));
    return modified == null || date == null || date.isBefore(modified.plus(CLOCK_DIFFERENCE))
        ? null
        : field;
  }
}
