package bank.withdrawals.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws two charts over the number of rows, with logarithmic axes: rows per second, and time.
 */
final class ScaleChart {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 340;
  private static final int PANEL = 300;
  private static final int TOP = 40;
  private static final int BOTTOM = 290;
  private static final List<Integer> LEFT = List.of(60, 440);
  private static final List<String> COLOURS = List.of("#1f6feb", "#bc4c00", "#1a7f37");

  private ScaleChart() {}

  private record Axis(double low, double high) {

    /** Whole powers of ten around all values. */
    static Axis around(double min, double max) {
      return new Axis(Math.floor(Math.log10(min)), Math.ceil(Math.log10(max)));
    }

    double share(double value) {
      return (Math.log10(value) - low) / (high - low);
    }
  }

  /**
   * Draws the charts as SVG.
   *
   * @param seconds by contender, by rows
   */
  static String svg(Map<String, Map<Integer, Double>> seconds) {
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            """
                .formatted(WIDTH, HEIGHT));
    double[] rows = bounds(seconds, true, false);
    Axis x = Axis.around(rows[0], rows[1]);
    for (int panel = 0; panel < 2; panel++) {
      boolean rate = panel == 0;
      double[] values = bounds(seconds, false, rate);
      panel(svg, LEFT.get(panel), x, Axis.around(values[0], values[1]), rate, seconds);
    }
    return svg.append("</svg>\n").toString();
  }

  private static double[] bounds(
      Map<String, Map<Integer, Double>> seconds, boolean rows, boolean rate) {
    double min = Double.MAX_VALUE;
    double max = 0;
    for (Map<Integer, Double> byRows : seconds.values()) {
      for (Map.Entry<Integer, Double> point : byRows.entrySet()) {
        double value = rows ? point.getKey() : value(point, rate);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return new double[] {min, max};
  }

  private static double value(Map.Entry<Integer, Double> point, boolean rate) {
    return rate ? point.getKey() / point.getValue() : point.getValue();
  }

  private static void panel(
      StringBuilder svg,
      int left,
      Axis x,
      Axis y,
      boolean rate,
      Map<String, Map<Integer, Double>> seconds) {
    text(svg, left, TOP - 18, "start", rate ? "rows a second" : "seconds");
    for (double power = x.low(); power <= x.high(); power++) {
      double at = left + PANEL * (power - x.low()) / (x.high() - x.low());
      line(svg, at, TOP, at, BOTTOM, "#d0d7de");
      text(svg, at, BOTTOM + 18, "middle", number(power));
    }
    for (double power = y.low(); power <= y.high(); power++) {
      double at = BOTTOM - (BOTTOM - TOP) * (power - y.low()) / (y.high() - y.low());
      line(svg, left, at, left + PANEL, at, "#d0d7de");
      text(svg, left - 6, at + 4, "end", number(power));
    }
    int colour = 0;
    for (Map.Entry<String, Map<Integer, Double>> contender : seconds.entrySet()) {
      curve(svg, left, x, y, rate, contender, COLOURS.get(colour % COLOURS.size()));
      text(
          svg,
          left + 8,
          BOTTOM - 12 - 16 * colour,
          "start",
          contender.getKey(),
          COLOURS.get(colour % COLOURS.size()));
      colour++;
    }
    text(svg, left + PANEL / 2.0, BOTTOM + 36, "middle", "rows in the file");
  }

  private static void curve(
      StringBuilder svg,
      int left,
      Axis x,
      Axis y,
      boolean rate,
      Map.Entry<String, Map<Integer, Double>> contender,
      String colour) {
    StringBuilder points = new StringBuilder();
    for (Map.Entry<Integer, Double> point : contender.getValue().entrySet()) {
      double px = left + PANEL * x.share(point.getKey());
      double py = BOTTOM - (BOTTOM - TOP) * y.share(value(point, rate));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
              px,
              py,
              colour));
    }
    svg.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
            .formatted(points.toString().strip(), colour));
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
            x1,
            y1,
            x2,
            y2,
            colour));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    text(svg, x, y, anchor, text, "#1f2328");
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String text, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            colour,
            text));
  }

  private static String number(double power) {
    return power < 0
        ? String.format(Locale.ROOT, "%.1f", Math.pow(10, power))
        : String.format(Locale.ROOT, "%,.0f", Math.pow(10, power));
  }
}
