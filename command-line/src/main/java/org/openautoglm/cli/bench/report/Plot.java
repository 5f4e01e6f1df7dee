// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot as SVG, coloured by the page's style sheet. Both axes are linear and begin at zero; an
 * axis with labels of its own can show any scale.
 */
final class Plot {
  /** Classes s0, s1, ... of the style sheet. */
  static final int COLOURS = 6;

  private static final double WIDTH = 560;
  private static final double HEIGHT = 300;
  private static final double LEFT = 62;
  private static final double RIGHT = 16;
  private static final double TOP = 14;
  private static final double BOTTOM = 46;

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Line> lines = new ArrayList<>();
  private List<Tick> xTicks = List.of();

  /** A place on an axis and what stands there. */
  record Tick(double at, String label) {}

  /** What a mark says when the pointer rests on it. */
  record Mark(double x, double y, String hint) {}

  private record Line(int colour, List<Mark> marks, boolean joined) {}

  Plot(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /** Replaces the round numbers of the horizontal axis. */
  Plot xTicks(List<Tick> ticks) {
    xTicks = List.copyOf(ticks);
    return this;
  }

  /**
   * @param colour number of the series
   * @param joined as a line, or as single dots
   */
  void add(int colour, List<Mark> marks, boolean joined) {
    if (!marks.isEmpty()) {
      lines.add(new Line(colour, List.copyOf(marks), joined));
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  String svg() {
    List<Tick> vertical =
        numbers(
            lines.stream().flatMap(l -> l.marks().stream()).mapToDouble(Mark::y).max().orElse(1));
    List<Tick> horizontal =
        xTicks.isEmpty()
            ? numbers(
                lines.stream()
                    .flatMap(l -> l.marks().stream())
                    .mapToDouble(Mark::x)
                    .max()
                    .orElse(1))
            : xTicks;
    double xMost = horizontal.get(horizontal.size() - 1).at();
    double yMost = vertical.get(vertical.size() - 1).at();
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %.0f %.0f\" role=\"img\""
                + " aria-label=\"%s\">",
            Html.escape(title), WIDTH, HEIGHT, Html.escape(title)));
    grid(svg, horizontal, xMost, vertical, yMost);
    for (Line line : lines) {
      draw(svg, line, xMost, yMost);
    }
    return svg.append("</svg></figure>\n").toString();
  }

  private static List<Tick> numbers(double largest) {
    return Ticks.upTo(largest).stream().map(at -> new Tick(at, Ticks.label(at))).toList();
  }

  private void grid(
      StringBuilder svg, List<Tick> horizontal, double xMost, List<Tick> vertical, double yMost) {
    double bottom = HEIGHT - BOTTOM;
    for (Tick tick : vertical) {
      double y = y(tick.at(), yMost);
      svg.append(format("<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, y, WIDTH - RIGHT));
      text(svg, LEFT - 8, y + 4, "end", tick.label());
    }
    for (Tick tick : horizontal) {
      double x = x(tick.at(), xMost);
      svg.append(format("<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/>", x, TOP, bottom));
      text(svg, x, bottom + 17, "middle", tick.label());
    }
    svg.append(
        format(
            "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>", LEFT, TOP, bottom, WIDTH - RIGHT));
    text(svg, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", xTitle);
    svg.append(
        format(
            "<text transform=\"translate(14 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
            (TOP + bottom) / 2, Html.escape(yTitle)));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x, y, anchor, Html.escape(text)));
  }

  private static void draw(StringBuilder svg, Line line, double xMost, double yMost) {
    svg.append(format("<g class=\"s%d\">", line.colour() % COLOURS));
    if (line.joined()) {
      StringBuilder path = new StringBuilder();
      for (Mark mark : line.marks()) {
        path.append(path.isEmpty() ? 'M' : 'L')
            .append(format("%.1f %.1f", x(mark.x(), xMost), y(mark.y(), yMost)));
      }
      svg.append("<path class=\"line\" d=\"").append(path).append("\"/>");
    }
    for (Mark mark : line.marks()) {
      svg.append(
          format(
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>%s</title></circle>",
              line.joined() ? "spot" : "dot",
              x(mark.x(), xMost),
              y(mark.y(), yMost),
              line.joined() ? "5" : "3",
              Html.escape(mark.hint())));
    }
    svg.append("</g>");
  }

  private static double x(double value, double most) {
    return LEFT + value / most * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
