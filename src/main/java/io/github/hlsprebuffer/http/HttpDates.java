package io.github.hlsprebuffer.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates in header fields (RFC 9110 §5.6.7). */
public final class HttpDates {
  private static final DateTimeFormatter PREFERRED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  /** The instant in the preferred format, to the second. */
  public static String format(Instant instant) {
    return PREFERRED.format(instant);
  }

  /** The instant, or null where the text is absent or no date in the preferred format. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.trim(), Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
