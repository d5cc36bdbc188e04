package io.github.hlsprebuffer.prefetch;

/**
 * Decides whether a body that nobody wants any more is fetched to its end all the same, as Squid
 * does ({@code quick_abort_min}, {@code quick_abort_pct}): the connection is worth keeping, and the
 * body may be asked for yet.
 */
final class QuickAbort {
  private static final long FEW_BYTES = 64 << 10;
  private static final int MOST_PERCENT = 75;

  private QuickAbort() {}

  /**
   * Whether little is missing.
   *
   * @param announcedBytes length of the whole body, or -1 if it is not known
   */
  static boolean isNearlyDone(long receivedBytes, long announcedBytes) {
    long missing = announcedBytes - receivedBytes;
    return announcedBytes >= 0
        && receivedBytes > 0
        && (missing <= FEW_BYTES || receivedBytes >= announcedBytes / 100 * MOST_PERCENT);
  }
}
