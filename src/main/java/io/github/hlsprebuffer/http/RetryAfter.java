package io.github.hlsprebuffer.http;

import java.time.Duration;
import java.time.Instant;

/** For how long a server asks not to be asked again (RFC 9110 §10.2.3). */
public final class RetryAfter {
  private RetryAfter() {}

  /** That long, or zero where the response does not say so in a way that can be read. */
  public static Duration of(HttpFields response, Instant now) {
    String value = response.first("retry-after");
    if (value == null) {
      return Duration.ZERO;
    }
    String text = value.trim();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    Instant date = HttpDates.parse(text);
    return date == null || date.isBefore(now) ? Duration.ZERO : Duration.between(now, date);
  }
}
