package io.github.hlsprebuffer.playlist;

/**
 * Reads segments that are a line of EXTINF and a line of a URI and nothing else, as most are,
 * without asking of each line what it might be instead.
 */
final class PlainSegments {

  private static final int NOWHERE = -1;

  private final byte[] bytes;
  private final int maxLineBytes;
  private final SegmentTable table;

  PlainSegments(LineCursor lines, SegmentTable table) {
    this.bytes = lines.bytes();
    this.maxLineBytes = lines.maxLineBytes();
    this.table = table;
  }

  /**
   * Adds segments as long as they are plain.
   *
   * @param from where the line begins that may be the first of them
   * @param most how many to add at most
   * @return where the line begins that has to be looked at
   */
  int read(int from, int most) {
    int next = from;
    for (int i = 0; i < most; i++) {
      int uri = uriBehind(next);
      int end = uri == NOWHERE ? NOWHERE : nextLine(uri, uri);
      if (end == NOWHERE) {
        return next;
      }
      table.add(uri, uri - next - LineScan.DURATION_BYTES, 0);
      next = end;
    }
    return next;
  }

  /** Returns where a URI begins in the line behind EXTINF. */
  private int uriBehind(int tag) {
    int uri =
        LineScan.isDuration(bytes, tag) ? nextLine(tag, tag + LineScan.DURATION_BYTES) : NOWHERE;
    boolean isUri = uri != NOWHERE && uri < bytes.length && bytes[uri] > ' ' && bytes[uri] != '#';
    return isUri ? uri : NOWHERE;
  }

  /** Returns where the next line begins, if this one is plain from a position on. */
  private int nextLine(int line, int from) {
    int end = LineScan.endOfPlainText(bytes, from);
    if (end == bytes.length || end - line > maxLineBytes) {
      return NOWHERE;
    }
    if (bytes[end] == '\n') {
      return end + 1;
    }
    boolean isCrLf = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
    return isCrLf ? end + 2 : NOWHERE;
  }
}
