package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The charts of a report, as SVG to stand in HTML. Nothing but figures goes into them. */
final class Charts {

  private static final int WIDTH = 640;
  private static final int LEFT = 60;
  private static final int BAR_HEIGHT = 28;
  private static final int COLUMNS = 60;
  private static final int COLUMN_TOP = 20;
  private static final int COLUMN_BOTTOM = 140;
  private static final double LEAST_WIDTH_OF_A_LABEL = 90;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Charts() {}

  /** Two bars, by rows and by money, each shared out among the outcomes. */
  static String outcomes(ControlTotal debited, ControlTotal rejected, ControlTotal undecided) {
    List<ControlTotal> parts = List.of(debited, rejected, undecided);
    StringBuilder svg =
        new StringBuilder(
            "<svg viewBox=\"0 0 %d 110\" role=\"img\" aria-label=\"%s\">"
                .formatted(
                    WIDTH,
                    String.format(
                        Locale.ROOT,
                        "Debited %,d rows and %s, rejected %,d rows and %s",
                        debited.count(),
                        Money.formatTotal(debited.amount()),
                        rejected.count(),
                        Money.formatTotal(rejected.amount()))));
    bar(svg, 6, "Rows", parts.stream().map(part -> BigDecimal.valueOf(part.count())).toList());
    bar(svg, 48, "Money", parts.stream().map(ControlTotal::amount).toList());
    legend(svg, LEFT, "debited", "Debited");
    legend(svg, LEFT + 110, "rejected", "Rejected");
    if (undecided.count() > 0) {
      legend(svg, LEFT + 220, "undecided", "Not decided yet");
    }
    return svg.append("</svg>").toString();
  }

  private static void bar(StringBuilder svg, int top, String label, List<BigDecimal> parts) {
    svg.append("<text x=\"0\" y=\"%d\">%s</text>".formatted(top + 19, label));
    BigDecimal all = parts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (all.signum() <= 0) {
      return;
    }
    List<String> classes = List.of("debited", "rejected", "undecided");
    double x = LEFT;
    for (int i = 0; i < parts.size(); i++) {
      double share = parts.get(i).divide(all, 6, RoundingMode.HALF_EVEN).doubleValue();
      double width = share * (WIDTH - LEFT);
      if (width > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\">"
                    + "<title>%s %.1f %%</title></rect>",
                classes.get(i),
                x,
                top,
                width,
                BAR_HEIGHT,
                classes.get(i),
                share * 100));
      }
      x += width;
    }
  }

  private static void legend(StringBuilder svg, int x, String kind, String label) {
    svg.append(
        "<rect class=\"%s\" x=\"%d\" y=\"92\" width=\"12\" height=\"12\"/><text x=\"%d\" y=\"103\">%s</text>"
            .formatted(kind, x, x + 18, label));
  }

  /** Debits a second over the run, in up to 60 columns; empty where there were none. */
  static String throughput(List<SecondTotal> seconds) {
    if (seconds.isEmpty()) {
      return "";
    }
    Instant first = seconds.get(0).second();
    Instant last = seconds.get(seconds.size() - 1).second();
    long length = Duration.between(first, last).toSeconds() + 1;
    long each = (length + COLUMNS - 1) / COLUMNS;
    long[] columns = new long[(int) ((length + each - 1) / each)];
    for (SecondTotal second : seconds) {
      columns[(int) (Duration.between(first, second.second()).toSeconds() / each)] +=
          second.debits();
    }
    double most = 0;
    for (long column : columns) {
      most = Math.max(most, (double) column / each);
    }
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d 170\" role=\"img\" aria-label=\"Debits a second, at most"
                    + " %,.0f\"><text class=\"quiet\" x=\"0\" y=\"14\">at most %,.0f a"
                    + " second</text>",
                WIDTH,
                most,
                most));
    double step = Math.min((double) WIDTH / columns.length, LEAST_WIDTH_OF_A_LABEL);
    for (int i = 0; i < columns.length; i++) {
      double height = (COLUMN_BOTTOM - COLUMN_TOP) * (columns[i] / (double) each) / most;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"debited\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
              i * step,
              COLUMN_BOTTOM - height,
              Math.max(1, step - 1),
              height));
    }
    return svg.append(
            "<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                    .formatted(COLUMN_BOTTOM, WIDTH, COLUMN_BOTTOM)
                + "<text class=\"quiet\" x=\"0\" y=\"160\">%s</text>".formatted(TIME.format(first))
                + "<text class=\"quiet\" x=\"%d\" y=\"160\" text-anchor=\"end\">%s UTC</text></svg>"
                    .formatted(WIDTH, TIME.format(last.plusSeconds(1))))
        .toString();
  }
}
