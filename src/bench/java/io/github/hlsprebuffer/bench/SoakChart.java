package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Draws each figure of a soak over time, one below the other, each on a scale of its own. */
final class SoakChart {
  private static final int NAME_WIDTH = 190;
  private static final int PLOT_WIDTH = 560;
  private static final int NUMBER_WIDTH = 70;
  private static final int PLOT = 46;
  private static final int GAP = 14;
  private static final int TOP = 50;

  private final List<SoakSample> samples;

  SoakChart(List<SoakSample> samples) {
    this.samples = List.copyOf(samples);
  }

  String draw(String title) throws IOException {
    int height = TOP + SoakFigure.values().length * (PLOT + GAP) + 2 * Svg.MARGIN;
    Svg svg = new Svg(NAME_WIDTH + PLOT_WIDTH + NUMBER_WIDTH, height, title);
    int top = TOP;
    for (SoakFigure figure : SoakFigure.values()) {
      draw(svg, figure, top);
      top += PLOT + GAP;
    }
    return svg.end();
  }

  /** From zero, so that what looks steady is. */
  private void draw(Svg svg, SoakFigure figure, int top) {
    List<SoakSample> some = samples.stream().filter(sample -> sample.has(figure)).toList();
    double most = some.stream().mapToDouble(sample -> sample.shown(figure)).max().orElse(0);
    double seconds = samples.get(samples.size() - 1).seconds();
    int bottom = top + PLOT;
    svg.text(Svg.MARGIN, top + PLOT / 2, "name", figure.words());
    svg.add(
        "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
        NAME_WIDTH, bottom, NAME_WIDTH + PLOT_WIDTH, bottom);
    StringBuilder points = new StringBuilder();
    for (SoakSample sample : some) {
      double x = NAME_WIDTH + PLOT_WIDTH * sample.seconds() / seconds;
      double y = bottom - (most > 0 ? PLOT * sample.shown(figure) / most : 0);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    svg.add("<polyline class=\"line\" points=\"%s\"/>", points.toString().strip());
    svg.text(NAME_WIDTH + PLOT_WIDTH + 6, top, "note", String.format(Locale.ROOT, "%,.1f", most));
  }
}
