package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws two figures of each server as bars, one on the left and one on the right. */
final class SvgChart {
  /**
   * Bars that share a scale.
   *
   * @param label what was measured
   */
  record Group(String label, List<Row> rows) {
    double most(ToDoubleFunction<Row> figure) {
      return rows.stream().mapToDouble(figure).max().orElse(0);
    }
  }

  /** One server's bars. */
  record Row(CacheKind kind, double left, double right) {}

  private static final int CHARACTER_WIDTH = 7;
  private static final int PANEL_WIDTH = 330;
  private static final int LONGEST_BAR = 260;
  private static final int ROW = 18;
  private static final int TOP = 70;
  private static final int GROUP_GAP = 12;

  private final List<Group> groups;
  private final String format;
  private final int nameWidth;

  /**
   * Takes what to draw.
   *
   * @param format of the numbers beside the bars
   */
  SvgChart(List<Group> groups, String format) {
    this.groups = groups;
    this.format = format;
    int longest =
        groups.stream()
            .flatMap(group -> group.rows().stream())
            .mapToInt(row -> row.kind().name().length())
            .max()
            .orElse(0);
    this.nameWidth = 2 * Svg.MARGIN + CHARACTER_WIDTH * longest;
  }

  String draw(String title, String leftHead, String rightHead) throws IOException {
    int height = TOP + groups.stream().mapToInt(SvgChart::height).sum() + 2 * Svg.MARGIN;
    Svg svg = new Svg(nameWidth + 2 * PANEL_WIDTH, height, title);
    svg.text(nameWidth, 52, "head", leftHead);
    svg.text(nameWidth + PANEL_WIDTH, 52, "head", rightHead);
    int top = TOP;
    for (Group group : groups) {
      draw(svg, group, top);
      top += height(group);
    }
    return svg.end();
  }

  private static int height(Group group) {
    return (group.rows().size() + 1) * ROW + GROUP_GAP;
  }

  private void draw(Svg svg, Group group, int top) {
    svg.text(Svg.MARGIN, top + ROW / 2, "size", group.label());
    int y = top;
    for (Row row : group.rows()) {
      y += ROW;
      svg.text(2 * Svg.MARGIN, y + ROW / 2, "name", row.kind().name());
      bar(svg, nameWidth, y, row, Row::left, group);
      bar(svg, nameWidth + PANEL_WIDTH, y, row, Row::right, group);
    }
  }

  /** Bars of one group share a scale: groups differ by more than a chart can show. */
  private void bar(Svg svg, int x, int y, Row row, ToDoubleFunction<Row> figure, Group group) {
    double value = figure.applyAsDouble(row);
    double most = group.most(figure);
    double width = most > 0 ? LONGEST_BAR * value / most : 0;
    svg.add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
        row.kind().isGateway() ? "gateway" : "peer", x, y + 2, width, ROW - 4);
    svg.text(x + (int) width + 6, y + ROW / 2, "value", String.format(Locale.ROOT, format, value));
  }
}
