package io.github.hlsprebuffer.bench;

/**
 * What is watched in a soak, and how much more of it there may be in the last quarter than in the
 * second one before that counts as a leak.
 */
enum SoakFigure {
  LIVE_HEAP("live heap MB", 1e6, 0.10, 4),
  DIRECT_MEMORY("direct memory MB", 1e6, 0.05, 4),
  RESIDENT("resident MB", 1e6, 0.10, 16),
  THREADS("threads", 1, 0.05, 4),
  DESCRIPTORS("file descriptors", 1, 0.10, 16),
  VIEWER_CONNECTIONS("connections of viewers", 1, 0.25, 4),
  ORIGIN_CONNECTIONS("connections to the origin", 1, 0.25, 8),
  FILLS("fills in flight", 1, 0.50, 8),
  ORIGIN_REQUESTS("requests in the budget", 1, 0.50, 8),
  RESERVED("reserved MB", 1e6, 0.50, 4);

  private final String words;
  private final double unit;
  private final double relativeTolerance;
  private final double absoluteTolerance;

  SoakFigure(String words, double unit, double relativeTolerance, double absoluteTolerance) {
    this.words = words;
    this.unit = unit;
    this.relativeTolerance = relativeTolerance;
    this.absoluteTolerance = absoluteTolerance;
  }

  String words() {
    return words;
  }

  /** A value in the unit that is shown. */
  double shown(double value) {
    return value / unit;
  }

  /** How much may be there at the end, in the unit that is shown, given what was there before. */
  double allowedAfter(double before) {
    return before * (1 + relativeTolerance) + absoluteTolerance;
  }
}
