package io.github.hlsprebuffer.playlist;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates of EXT-X-PROGRAM-DATE-TIME (RFC 8216bis §4.4.4.6) from bytes. Live playlists hold
 * one per segment, hence no general formatter.
 */
final class ProgramDateTimes {

  private static final int TIME_AT = "2010-02-19T".length();
  private static final int FRACTION_AT = "2010-02-19T14:54:23".length();
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int NO_DIGITS = -1_000_000;

  private ProgramDateTimes() {}

  /** Returns the instant, or null when the text is none; without a time zone it is taken as UTC. */
  static @Nullable Instant parse(byte[] text, int from, int to) {
    if (to - from < FRACTION_AT || !hasPunctuation(text, from)) {
      return null;
    }
    long day = epochDay(text, from);
    long second = secondOfDay(text, from + TIME_AT);
    int zone = fractionEnd(text, from + FRACTION_AT, to);
    long zoneOffset = zoneOffsetSeconds(text, zone, to);
    if (day == Long.MIN_VALUE || second < 0 || zoneOffset == Long.MIN_VALUE) {
      return null;
    }
    long nanos = nanos(text, from + FRACTION_AT, zone);
    return Instant.ofEpochSecond(day * SECONDS_PER_DAY + second - zoneOffset, nanos);
  }

  private static boolean hasPunctuation(byte[] text, int from) {
    return text[from + 4] == '-'
        && text[from + 7] == '-'
        && (text[from + 10] == 'T' || text[from + 10] == 't' || text[from + 10] == ' ')
        && text[from + 13] == ':'
        && text[from + 16] == ':';
  }

  private static long epochDay(byte[] text, int from) {
    try {
      int year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
      return year < 0
          ? Long.MIN_VALUE
          : LocalDate.of(year, twoDigits(text, from + 5), twoDigits(text, from + 8)).toEpochDay();
    } catch (DateTimeException e) {
      return Long.MIN_VALUE;
    }
  }

  private static long secondOfDay(byte[] text, int from) {
    int hour = twoDigits(text, from);
    int minute = twoDigits(text, from + 3);
    int second = twoDigits(text, from + 6);
    // 60 is a leap second, which Instant counts as the first of the next minute.
    boolean valid =
        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
    return valid ? hour * 3600L + minute * 60L + second : -1;
  }

  private static int fractionEnd(byte[] text, int from, int to) {
    boolean fraction = from < to && (text[from] == '.' || text[from] == ',');
    return fraction ? Numbers.digitsEnd(text, from + 1, to) : from;
  }

  private static long nanos(byte[] text, int pointAt, int to) {
    int nanos = 0;
    int unit = 1_000_000_000;
    for (int i = pointAt + 1; i < to && unit > 1; i++) {
      nanos = nanos * 10 + (text[i] - '0');
      unit /= 10;
    }
    return (long) nanos * unit;
  }

  /** Reads {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm}. */
  private static long zoneOffsetSeconds(byte[] text, int from, int to) {
    if (from == to || ((text[from] == 'Z' || text[from] == 'z') && from + 1 == to)) {
      return 0;
    }
    boolean colon = to - from == 6 && text[from + 3] == ':';
    int minutesAt = colon ? from + 4 : from + 3;
    boolean hasMinutes = minutesAt + 2 == to;
    if ((text[from] != '+' && text[from] != '-') || !(hasMinutes || from + 3 == to)) {
      return Long.MIN_VALUE;
    }
    int hours = twoDigits(text, from + 1);
    int minutes = hasMinutes ? twoDigits(text, minutesAt) : 0;
    if (hours < 0 || minutes < 0) {
      return Long.MIN_VALUE;
    }
    long seconds = hours * 3600L + minutes * 60L;
    return text[from] == '-' ? -seconds : seconds;
  }

  /** Returns two digits as a number, or one so negative that no sum with others is valid. */
  private static int twoDigits(byte[] text, int at) {
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
    return digits ? tens * 10 + ones : NO_DIGITS;
  }
}
