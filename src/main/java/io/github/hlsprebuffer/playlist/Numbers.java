package io.github.hlsprebuffer.playlist;

/** Reads the decimal numbers of RFC 8216bis §4.2 from bytes, without making objects. */
final class Numbers {

  /** What stands for "no usable number"; every number of a playlist is 0 or more. */
  static final long NONE = -1;

  /**
   * The largest number accepted, about 5.7e17: ten times as much, sums of a few of them and a count
   * of segments stay within {@code long}.
   */
  static final long MAX = Long.MAX_VALUE >> 4;

  /** The longest duration accepted, a year: the sum of all segments in microseconds fits too. */
  static final long MAX_SECONDS = 366L * 24 * 60 * 60;

  private Numbers() {}

  /** Returns the decimal integer that fills the range, or {@link #NONE}. */
  static long integer(byte[] bytes, int from, int to) {
    return digitsEnd(bytes, from, to) == to ? leadingInteger(bytes, from, to) : NONE;
  }

  /** Returns the decimal integer that the range begins with, or {@link #NONE}. */
  static long leadingInteger(byte[] bytes, int from, int to) {
    long value = 0;
    int i = from;
    for (; i < to && isDigit(bytes[i]); i++) {
      value = value * 10 + (bytes[i] - '0');
      if (value > MAX) {
        return NONE;
      }
    }
    return i == from ? NONE : value;
  }

  /**
   * Returns the decimal number of seconds that the range begins with, in microseconds, rounded
   * down; {@link #NONE} when there is none, it is negative or exceeds {@link #MAX_SECONDS}.
   */
  static long leadingMicros(byte[] bytes, int from, int to) {
    int point = digitsEnd(bytes, from, to);
    boolean fraction = point < to && bytes[point] == '.';
    long seconds = point == from && fraction ? 0 : leadingInteger(bytes, from, to);
    if (seconds == NONE || seconds > MAX_SECONDS) {
      return NONE;
    }
    long micros = 0;
    long unit = 100_000;
    for (int i = point + 1; fraction && unit > 0 && i < to && isDigit(bytes[i]); i++) {
      micros += (bytes[i] - '0') * unit;
      unit /= 10;
    }
    return seconds * 1_000_000 + micros;
  }

  static int digitsEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && isDigit(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
