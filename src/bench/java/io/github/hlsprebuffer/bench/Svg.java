package io.github.hlsprebuffer.bench;

import java.io.IOException;
import java.util.Locale;

/** A drawing under way, in colours for light and dark pages. */
final class Svg {
  static final int MARGIN = 16;

  private final StringBuilder svg = new StringBuilder();
  private final int height;

  /** Begins a drawing with its title. */
  Svg(int width, int height, String title) {
    this.height = height;
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
          .axis { stroke: #d1d9e0; }
          .line { fill: none; stroke: #2563eb; stroke-width: 1.5; }
          .gateway { fill: #2563eb; }
          .peer { fill: #9aa4b0; }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .page { fill: #0d1117; }
            .note { fill: #9198a1; }
            .axis { stroke: #3d444d; }
            .line { stroke: #60a5fa; }
            .gateway { fill: #60a5fa; }
            .peer { fill: #6e7681; }
          }
        </style>
        """);
    add("<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"6\"/>", width, height);
    text(MARGIN, 24, "title", title);
  }

  /** One line of it. */
  void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Words whose middle is at a height. */
  void text(int x, int y, String cssClass, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
    add("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", cssClass, x, y, escaped);
  }

  /** Ends it with a note about the machine. */
  String end() throws IOException {
    text(MARGIN, height - MARGIN, "note", Machine.describe());
    return svg.append("</svg>\n").toString();
  }
}
