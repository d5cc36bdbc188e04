package io.github.hlsprebuffer.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a probe has found at one moment.
 *
 * @param seconds since the viewers came
 * @param figures in bytes or counts; the live heap is not in every sample
 */
record SoakSample(double seconds, Map<SoakFigure, Long> figures) {
  SoakSample {
    figures = Collections.unmodifiableMap(new EnumMap<>(figures));
  }

  boolean has(SoakFigure figure) {
    return figures.containsKey(figure);
  }

  /** In the unit that is shown. */
  double shown(SoakFigure figure) {
    return figure.shown(figures.getOrDefault(figure, 0L));
  }
}
