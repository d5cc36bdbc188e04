package io.github.hlsprebuffer.prefetch;

/**
 * Finds out over how many connections at once an origin sends more than over fewer: where all share
 * a link, over one; where each connection has its limit, there is no bound to be seen as long as
 * each one more brings its full share. Thread-safe.
 */
final class LinkMeter {
  /** In less time the kernels' buffers and the threads' turns are measured, and not the link. */
  private static final long MIN_NANOS = 50_000_000;

  private static final long MAX_NANOS = 4 * MIN_NANOS;

  /** More at once are taken for so many. */
  private static final int MAX_ARRIVING = 64;

  private static final double WEIGHT = 0.25;

  /** What is less than a fifth more is no more: links are not steady. */
  private static final double MORE = 1.2;

  /** Of what one of few brings: a connection that brings it has its own limit. */
  private static final double FULL_SHARE = 0.8;

  /** Moving averages of bytes per second, by the number of bodies that arrived at once. */
  private final double[] together = new double[MAX_ARRIVING + 1];

  private int arriving;
  private long sinceNanos;
  private long bytes;
  private boolean tells;
  private volatile int useful;

  /** A body begins to arrive. */
  synchronized void begin(long nowNanos) {
    measure(nowNanos);
    arriving++;
  }

  /**
   * Bytes of a body have come.
   *
   * @param tells whether it was the origin that set the pace
   */
  synchronized void received(int count, boolean tells, long nowNanos) {
    bytes += count;
    this.tells &= tells;
    if (nowNanos - sinceNanos >= MAX_NANOS) {
      measure(nowNanos);
    }
  }

  /** A body has ended, in whatever way. */
  synchronized void end(long nowNanos) {
    measure(nowNanos);
    arriving--;
  }

  /**
   * Over how many connections at once the origin sends all that it can send; 0 if no bound has been
   * seen.
   */
  int useful() {
    return useful;
  }

  private void measure(long nowNanos) {
    long nanos = nowNanos - sinceNanos;
    if (tells && arriving > 0 && bytes > 0 && nanos >= MIN_NANOS) {
      int atOnce = Math.min(arriving, MAX_ARRIVING);
      double rate = bytes * 1e9 / nanos;
      double known = together[atOnce];
      together[atOnce] = known == 0 ? rate : known + (rate - known) * WEIGHT;
      useful = worthUsing();
    }
    sinceNanos = nowNanos;
    bytes = 0;
    tells = true;
  }

  private int worthUsing() {
    int fewest = fewestForMost();
    return bringFullShares(fewest) && !wereMoreTriedThan(fewest) ? 0 : fewest;
  }

  private int fewestForMost() {
    double most = 0;
    int fewest = 0;
    for (int atOnce = 1; atOnce <= MAX_ARRIVING; atOnce++) {
      if (together[atOnce] > MORE * most) {
        most = together[atOnce];
        fewest = atOnce;
      }
    }
    return fewest;
  }

  /** Whether each of so many is known to bring what each of half as many, or of fewer, brings. */
  private boolean bringFullShares(int many) {
    int few = 1;
    while (few < many && together[few] == 0) {
      few++;
    }
    return 2 * few <= many && together[many] / many >= FULL_SHARE * together[few] / few;
  }

  private boolean wereMoreTriedThan(int many) {
    for (int more = (int) Math.ceil(MORE * many); more <= MAX_ARRIVING; more++) {
      if (together[more] > 0) {
        return true;
      }
    }
    return false;
  }
}
