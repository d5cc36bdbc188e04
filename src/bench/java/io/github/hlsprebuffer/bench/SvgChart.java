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

  private static final int MARGIN = 16;
  private static final int CHARACTER_WIDTH = 7;
  private static final int PANEL_WIDTH = 330;
  private static final int LONGEST_BAR = 260;
  private static final int ROW = 18;
  private static final int TOP = 70;
  private static final int GROUP_GAP = 12;

  private final List<Group> groups;
  private final String format;
  private final int nameWidth;
  private final StringBuilder svg = new StringBuilder();

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
    this.nameWidth = 2 * MARGIN + CHARACTER_WIDTH * longest;
  }

  String draw(String title, String leftHead, String rightHead) throws IOException {
    int height = TOP + groups.stream().mapToInt(SvgChart::height).sum() + 2 * MARGIN;
    header(nameWidth + 2 * PANEL_WIDTH, height);
    text(MARGIN, 24, "title", title);
    text(nameWidth, 52, "head", leftHead);
    text(nameWidth + PANEL_WIDTH, 52, "head", rightHead);
    int top = TOP;
    for (Group group : groups) {
      draw(group, top);
      top += height(group);
    }
    text(MARGIN, height - MARGIN, "note", Machine.describe());
    return svg.append("</svg>\n").toString();
  }

  private void header(int width, int height) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">", width, height);
    // With a background of its own: a page's colours need not be those that the reader prefers.
    svg.append(
        """
        <style>
          text { font: 12px system-ui, sans-serif; fill: #1f2328; dominant-baseline: middle; }
          .page { fill: #ffffff; }
          .title { font-size: 15px; font-weight: 600; }
          .head, .size { font-weight: 600; }
          .note { font-size: 11px; fill: #59636e; }
          .gateway { fill: #2563eb; }
          .peer { fill: #9aa4b0; }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .page { fill: #0d1117; }
            .note { fill: #9198a1; }
            .gateway { fill: #60a5fa; }
            .peer { fill: #6e7681; }
          }
        </style>
        """);
    add("<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"6\"/>", width, height);
  }

  private static int height(Group group) {
    return (group.rows().size() + 1) * ROW + GROUP_GAP;
  }

  private void draw(Group group, int top) {
    text(MARGIN, top + ROW / 2, "size", group.label());
    int y = top;
    for (Row row : group.rows()) {
      y += ROW;
      text(2 * MARGIN, y + ROW / 2, "name", row.kind().name());
      bar(nameWidth, y, row, Row::left, group);
      bar(nameWidth + PANEL_WIDTH, y, row, Row::right, group);
    }
  }

  /** Bars of one group share a scale: groups differ by more than a chart can show. */
  private void bar(int x, int y, Row row, ToDoubleFunction<Row> figure, Group group) {
    double value = figure.applyAsDouble(row);
    double most = group.most(figure);
    double width = most > 0 ? LONGEST_BAR * value / most : 0;
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
        row.kind().isGateway() ? "gateway" : "peer", x, y + 2, width, ROW - 4);
    text(x + (int) width + 6, y + ROW / 2, "value", String.format(Locale.ROOT, format, value));
  }

  private void text(int x, int y, String cssClass, String words) {
    add("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", cssClass, x, y, escaped(words));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;");
  }
}
