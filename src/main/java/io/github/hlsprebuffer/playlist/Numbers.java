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

  private static final int MICROS_PER_SECOND = 1_000_000;

  private Numbers() {}

  /** Returns the decimal integer that fills the range, or {@link #NONE}. */
  static long integer(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return NONE;
      }
      value = value * 10 + (bytes[i] - '0');
      if (value > MAX) {
        return NONE;
      }
    }
    return from < to ? value : NONE;
  }

  /** Returns the decimal integer that the range begins with, or {@link #NONE}. */
  static long leadingInteger(byte[] bytes, int from, int to) {
    return integer(bytes, from, digitsEnd(bytes, from, to));
  }

  /**
   * Returns the decimal number of seconds that the range begins with, in microseconds, rounded
   * down; {@link #NONE} when there is none, it is negative or exceeds {@link #MAX_SECONDS}.
   */
  static long leadingMicros(byte[] bytes, int from, int to) {
    long seconds = 0;
    int i = from;
    for (; i < to && isDigit(bytes[i]); i++) {
      seconds = seconds * 10 + (bytes[i] - '0');
      if (seconds > MAX_SECONDS) {
        return NONE;
      }
    }
    if (i < to && bytes[i] == '.') {
      return seconds * MICROS_PER_SECOND + fractionMicros(bytes, i + 1, to);
    }
    return i == from ? NONE : seconds * MICROS_PER_SECOND;
  }

  private static int fractionMicros(byte[] bytes, int from, int to) {
    int micros = 0;
    int unit = MICROS_PER_SECOND;
    for (int i = from; unit > 1 && i < to && isDigit(bytes[i]); i++) {
      micros = micros * 10 + (bytes[i] - '0');
      unit /= 10;
    }
    return micros * unit;
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
