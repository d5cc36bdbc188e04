package io.github.hlsprebuffer.playlist;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attribute list of one tag (RFC 8216bis §4.2). Keeps positions, not values, and is used again
 * for the next tag. Malformed attributes are passed over.
 */
final class AttributeList {

  private static final int FIELDS = 4;

  private final LineCursor lines;
  private final Variables variables;
  private final byte[] bytes;
  private int[] positions = new int[2 * FIELDS];
  private int count;

  AttributeList(LineCursor lines, Variables variables) {
    this.lines = lines;
    this.variables = variables;
    this.bytes = lines.bytes();
  }

  /** Takes the attributes between two positions of the current line. */
  AttributeList read(int from, int to) {
    count = 0;
    int position = from;
    while (position < to) {
      position = readAttribute(position, to);
    }
    return this;
  }

  private int readAttribute(int from, int to) {
    int nameStart = skipSeparators(from, to);
    int nameEnd = nameStart;
    while (nameEnd < to && bytes[nameEnd] != '=' && bytes[nameEnd] != ',') {
      nameEnd++;
    }
    if (nameEnd == to || bytes[nameEnd] == ',') {
      return nameEnd;
    }
    int valueStart = skipBlanks(nameEnd + 1, to);
    boolean quoted = valueStart < to && bytes[valueStart] == '"';
    int valueEnd = quoted ? find('"', ++valueStart, to) : find(',', valueStart, to);
    add(nameStart, trimEnd(nameStart, nameEnd), valueStart, valueEnd, quoted);
    return quoted ? find(',', valueEnd, to) : valueEnd;
  }

  private int skipSeparators(int from, int to) {
    int i = from;
    while (i < to && (bytes[i] == ',' || LineCursor.isBlank(bytes[i]))) {
      i++;
    }
    return i;
  }

  private int skipBlanks(int from, int to) {
    int i = from;
    while (i < to && LineCursor.isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  private int trimEnd(int from, int to) {
    int i = to;
    while (i > from && LineCursor.isBlank(bytes[i - 1])) {
      i--;
    }
    return i;
  }

  private int find(char wanted, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  private void add(int nameStart, int nameEnd, int valueStart, int valueEnd, boolean quoted) {
    int at = count * FIELDS;
    if (at == positions.length) {
      positions = Arrays.copyOf(positions, at * 2);
    }
    positions[at] = nameStart;
    positions[at + 1] = nameEnd;
    positions[at + 2] = valueStart;
    positions[at + 3] = quoted ? valueEnd : trimEnd(valueStart, valueEnd);
    count++;
  }

  /** Returns where the value's positions are, or -1; the first of equal names counts. */
  private int indexOf(String name) {
    for (int at = 0; at < count * FIELDS; at += FIELDS) {
      if (isName(name, positions[at], positions[at + 1])) {
        return at + 2;
      }
    }
    return -1;
  }

  private boolean isName(String name, int from, int to) {
    if (to - from != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the value with its variables replaced, or null when there is no such attribute. */
  @Nullable String text(String name) throws PlaylistParseException {
    int at = indexOf(name);
    if (at < 0) {
      return null;
    }
    return variables.expand(lines.text(positions[at], positions[at + 1]));
  }

  /** Returns the value with its variables replaced, or null when it is absent or empty. */
  @Nullable String uri(String name) throws PlaylistParseException {
    String uri = text(name);
    return uri == null || uri.isEmpty() ? null : uri;
  }

  boolean isYes(String name) {
    int at = indexOf(name);
    return at >= 0 && isName("YES", positions[at], positions[at + 1]);
  }

  /** Returns a decimal integer, or {@link Numbers#NONE}. */
  long integer(String name) {
    int at = indexOf(name);
    return at < 0 ? Numbers.NONE : Numbers.integer(bytes, positions[at], positions[at + 1]);
  }

  /** Returns a decimal integer, or null. */
  @Nullable Long integerOrNull(String name) {
    long value = integer(name);
    return value == Numbers.NONE ? null : value;
  }

  /** Returns a decimal number of seconds in microseconds, or {@link Numbers#NONE}. */
  long micros(String name) {
    int at = indexOf(name);
    return at < 0 ? Numbers.NONE : Numbers.leadingMicros(bytes, positions[at], positions[at + 1]);
  }

  /** Returns a decimal number of seconds, or null. */
  @Nullable Duration duration(String name) {
    long micros = micros(name);
    return micros == Numbers.NONE ? null : Duration.of(micros, ChronoUnit.MICROS);
  }

  /** Returns a decimal number of seconds that may be negative, or null. */
  @Nullable Duration signedDuration(String name) {
    int at = indexOf(name);
    if (at < 0 || positions[at] == positions[at + 1] || bytes[positions[at]] != '-') {
      return duration(name);
    }
    long micros = Numbers.leadingMicros(bytes, positions[at] + 1, positions[at + 1]);
    return micros == Numbers.NONE ? null : Duration.of(-micros, ChronoUnit.MICROS);
  }
}
