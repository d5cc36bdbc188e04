package io.github.hlsprebuffer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges what has been found: whether anything grows, and whether anything is left. */
final class SoakVerdict {
  /** What must be gone once nobody asks any more. */
  private static final List<SoakFigure> NONE_AT_REST =
      List.of(
          SoakFigure.FILLS,
          SoakFigure.ORIGIN_REQUESTS,
          SoakFigure.RESERVED,
          SoakFigure.VIEWER_CONNECTIONS,
          SoakFigure.ORIGIN_CONNECTIONS);

  /** Of the JVM, or of a pool, which are begun when they are first needed and stay. */
  private static final int LATE_THREADS = 2;

  private final List<SoakSample> samples;
  private final SoakSample before;
  private final SoakSample after;

  /**
   * Takes what has been found.
   *
   * @param samples while viewers came and went
   * @param before at rest before that, warmed up
   * @param after at rest after that
   */
  SoakVerdict(List<SoakSample> samples, SoakSample before, SoakSample after) {
    this.samples = List.copyOf(samples);
    this.before = before;
    this.after = after;
  }

  /** Whether nothing is left of what must be gone at rest, and no thread more than before. */
  static boolean isAtRest(SoakSample sample, SoakSample before) {
    return NONE_AT_REST.stream().allMatch(figure -> sample.shown(figure) == 0)
        && sample.shown(SoakFigure.THREADS) <= before.shown(SoakFigure.THREADS) + LATE_THREADS;
  }

  double second(SoakFigure figure) {
    return median(figure, 1);
  }

  double last(SoakFigure figure) {
    return median(figure, 3);
  }

  double most(SoakFigure figure) {
    return samples.stream().mapToDouble(sample -> sample.shown(figure)).max().orElse(0);
  }

  double atRest(SoakFigure figure) {
    return after.shown(figure);
  }

  boolean grows(SoakFigure figure) {
    return last(figure) > figure.allowedAfter(second(figure));
  }

  /** All that is wrong. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (SoakFigure figure : SoakFigure.values()) {
      if (grows(figure)) {
        failures.add(words("%s grows: %.1f, then %.1f", figure, second(figure), last(figure)));
      }
    }
    for (SoakFigure figure : NONE_AT_REST) {
      if (after.shown(figure) > 0) {
        failures.add(words("%s at rest: %.1f", figure, after.shown(figure)));
      }
    }
    requireNoMore(SoakFigure.THREADS, LATE_THREADS, failures);
    requireNoMore(SoakFigure.LIVE_HEAP, SoakFigure.LIVE_HEAP.allowedAfter(0), failures);
    return failures;
  }

  private void requireNoMore(SoakFigure figure, double tolerance, List<String> failures) {
    if (after.shown(figure) > before.shown(figure) + tolerance) {
      failures.add(
          words("%s at rest: %.1f, now %.1f", figure, before.shown(figure), after.shown(figure)));
    }
  }

  private double median(SoakFigure figure, int quarter) {
    double length = samples.get(samples.size() - 1).seconds() / 4;
    double[] values =
        samples.stream()
            .filter(sample -> sample.has(figure))
            .filter(sample -> Math.min(3, (int) (sample.seconds() / length)) == quarter)
            .mapToDouble(sample -> sample.shown(figure))
            .sorted()
            .toArray();
    if (values.length == 0) {
      throw new IllegalStateException("No sample of " + figure.words());
    }
    return values[values.length / 2];
  }

  private static String words(String format, SoakFigure figure, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = figure.words();
    System.arraycopy(values, 0, all, 1, values.length);
    return String.format(Locale.ROOT, format, all);
  }
}
