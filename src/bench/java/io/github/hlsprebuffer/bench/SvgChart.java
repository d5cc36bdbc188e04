package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws the results as bars: throughput on the left, processor time on the right. */
final class SvgChart {
  private static final int MARGIN = 16;
  private static final int CHARACTER_WIDTH = 7;
  private static final int PANEL_WIDTH = 330;
  private static final int LONGEST_BAR = 260;
  private static final int ROW = 18;
  private static final int TOP = 70;
  private static final int GROUP_GAP = 12;

  private final List<RunningServer> servers;
  private final Results results;
  private final int nameWidth;
  private final StringBuilder svg = new StringBuilder();

  SvgChart(List<RunningServer> servers, Results results) {
    this.servers = servers;
    this.results = results;
    this.nameWidth =
        2 * MARGIN
            + CHARACTER_WIDTH
                * servers.stream().mapToInt(s -> s.kind().name().length()).max().orElse(0);
  }

  String draw() throws IOException {
    int groupHeight = (servers.size() + 1) * ROW + GROUP_GAP;
    int height = TOP + ObjectSize.ALL.size() * groupHeight + 2 * MARGIN;
    header(nameWidth + 2 * PANEL_WIDTH, height);
    text(MARGIN, 24, "title", "Warm cache hits on one core");
    text(nameWidth, 52, "head", "GB per second: more is better");
    text(nameWidth + PANEL_WIDTH, 52, "head", "CPU seconds per GB: less is better");
    for (int i = 0; i < ObjectSize.ALL.size(); i++) {
      group(ObjectSize.ALL.get(i), TOP + i * groupHeight);
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

  private void group(ObjectSize size, int top) {
    text(MARGIN, top + ROW / 2, "size", size.label());
    for (int i = 0; i < servers.size(); i++) {
      RunningServer server = servers.get(i);
      int y = top + (i + 1) * ROW;
      text(2 * MARGIN, y + ROW / 2, "name", server.kind().name());
      bar(nameWidth, y, server, size, Sample::gigabytesPerSecond);
      bar(nameWidth + PANEL_WIDTH, y, server, size, Sample::cpuSecondsPerGigabyte);
    }
  }

  /** Bars of one group share a scale: sizes differ by more than a chart can show. */
  private void bar(
      int x, int y, RunningServer server, ObjectSize size, ToDoubleFunction<Sample> figure) {
    double value = results.median(server, size, figure);
    double most =
        servers.stream().mapToDouble(s -> results.median(s, size, figure)).max().orElse(value);
    double width = LONGEST_BAR * value / most;
    add(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
        server.kind().isGateway() ? "gateway" : "peer", x, y + 2, width, ROW - 4);
    text(x + (int) width + 6, y + ROW / 2, "value", String.format(Locale.ROOT, "%.2f", value));
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
