package io.github.hlsprebuffer.playlist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a body says what of its segments: where their URIs begin, and how far in front of those the
 * values of their last EXTINF and EXT-X-PROGRAM-DATE-TIME, which are read when they are asked for.
 */
final class SegmentPositions {

  private static final int FIRST_ROOM = 16;
  private static final int[] NO_DATES = {};

  private final byte[] body;
  private int[] uris = new int[FIRST_ROOM];
  private int[] durationsBack = new int[FIRST_ROOM];

  /** As long as the last date needs: most playlists have none. */
  private int[] datesBack = NO_DATES;

  private int count;

  SegmentPositions(byte[] body) {
    this.body = body;
  }

  /**
   * Adds a segment.
   *
   * @param durationBack 0 when it has no EXTINF
   * @param dateBack 0 when it has no EXT-X-PROGRAM-DATE-TIME
   */
  void add(int uri, int durationBack, int dateBack) {
    if (count == uris.length) {
      makeRoom(expected(uri));
    }
    uris[count] = uri;
    durationsBack[count] = durationBack;
    if (dateBack != 0) {
      makeDateRoom(count + 1);
      datesBack[count] = dateBack;
    }
    count++;
  }

  /** How many there will be if the body goes on as it was from the first URI to this one. */
  private int expected(int uri) {
    long perByte = ((long) count << Integer.SIZE) / (uri - uris[0]);
    long rest = (perByte * (body.length - uri)) >>> Integer.SIZE;
    return (int) Math.min(count + rest + rest / 16 + FIRST_ROOM, body.length);
  }

  /**
   * Adds a part of another table, with a body in which it stands elsewhere.
   *
   * @param to the segment behind the part
   * @param movedBytes how far behind its place there it stands
   */
  void addAll(SegmentPositions other, int from, int to, int movedBytes) {
    int added = to - from;
    if (count + added > uris.length) {
      makeRoom(count + added + FIRST_ROOM);
    }
    for (int i = 0; i < added; i++) {
      uris[count + i] = other.uris[from + i] + movedBytes;
    }
    System.arraycopy(other.durationsBack, from, durationsBack, count, added);
    int dates = Math.min(to, other.datesBack.length) - from;
    if (dates > 0) {
      makeDateRoom(count + dates);
      System.arraycopy(other.datesBack, from, datesBack, count, dates);
    }
    count += added;
  }

  private void makeRoom(int wanted) {
    uris = Arrays.copyOf(uris, wanted);
    durationsBack = Arrays.copyOf(durationsBack, wanted);
  }

  private void makeDateRoom(int wanted) {
    if (wanted > datesBack.length) {
      datesBack = Arrays.copyOf(datesBack, Math.max(wanted, uris.length));
    }
  }

  int count() {
    return count;
  }

  /** For how many there is room. */
  int room() {
    return uris.length;
  }

  /** The line of the URI as text. */
  String uri(int i) {
    return new String(body, uris[i], uriEnd(i) - uris[i], UTF_8);
  }

  private int uriEnd(int i) {
    return endOfText(uris[i]);
  }

  private int endOfText(int from) {
    return LineCursor.trimEnd(body, from, LineScan.endOfLine(body, from));
  }

  /** Where the line behind that of the URI begins. */
  int end(int i) {
    return LineScan.nextLine(body, LineScan.endOfLine(body, uris[i]));
  }

  /** Whether two URIs stand there with the same bytes. */
  boolean isSameUri(int i, SegmentPositions other, int j) {
    int end = uriEnd(i);
    int otherEnd = other.uris[j] + end - uris[i];
    return otherEnd <= other.body.length
        && Arrays.equals(body, uris[i], end, other.body, other.uris[j], otherEnd)
        && other.isUriEnd(j, otherEnd);
  }

  private boolean isUriEnd(int i, int at) {
    return at == body.length || LineScan.isLineEnd(body[at]) || at == uriEnd(i);
  }

  /** The duration in microseconds; 0 when there is none that can be used. */
  long durationMicros(int i) {
    if (durationsBack[i] == 0) {
      return 0;
    }
    int from = uris[i] - durationsBack[i];
    int end = endOfText(from);
    return Math.max(Numbers.leadingMicros(body, LineCursor.skipBlanks(body, from, end), end), 0);
  }

  /** The date, or null when there is none that can be read. */
  @Nullable Instant programDateTime(int i) {
    if (i >= datesBack.length || datesBack[i] == 0) {
      return null;
    }
    int from = uris[i] - datesBack[i];
    return ProgramDateTimes.parse(body, from, endOfText(from));
  }
}
