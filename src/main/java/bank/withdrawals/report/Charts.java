package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Computes positions and sizes in the charts, in SVG units; {@code report.html} draws them. */
final class Charts {

  private static final int WIDTH = 640;
  private static final int BAR_LEFT = 60;
  private static final int MOST_COLUMNS = 60;
  private static final int COLUMN_HEIGHT = 120;
  private static final int COLUMN_BOTTOM = 140;
  private static final double WIDEST_COLUMN = 90;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Charts() {}

  /** The part of a bar that belongs to one outcome; the outcome is its CSS class. */
  record Part(String outcome, String x, String width, String percent) {}

  /** A bar divided among the outcomes by {@code value}; empty if all values are zero. */
  static List<Part> bar(RunTotals totals, Function<ControlTotal, BigDecimal> value) {
    List<String> outcomes = List.of("debited", "rejected", "undecided");
    List<BigDecimal> values =
        List.of(
            value.apply(totals.debited()),
            value.apply(totals.rejected()),
            value.apply(totals.undecidedRows()));
    BigDecimal all = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    List<Part> parts = new ArrayList<>();
    double x = BAR_LEFT;
    for (int i = 0; i < values.size() && all.signum() > 0; i++) {
      double share = values.get(i).divide(all, 6, RoundingMode.HALF_EVEN).doubleValue();
      double width = share * (WIDTH - BAR_LEFT);
      if (width > 0) {
        parts.add(new Part(outcomes.get(i), length(x), length(width), number("%.1f", share * 100)));
      }
      x += width;
    }
    return parts;
  }

  /** A column of the throughput chart. */
  record Column(String x, String y, String width, String height) {}

  /**
   * Debits per second during a run, in up to 60 columns.
   *
   * @param most the rate of the highest column
   * @param from the time of day at the left end, {@code to} at the right end, both in UTC
   */
  record Throughput(String most, String from, String to, List<Column> columns) {

    /** The chart of a run with at least one debit. */
    static Throughput of(List<SecondTotal> seconds) {
      Instant from = seconds.get(0).second();
      Instant to = seconds.get(seconds.size() - 1).second().plusSeconds(1);
      long length = Duration.between(from, to).toSeconds();
      long secondsPerColumn = (length + MOST_COLUMNS - 1) / MOST_COLUMNS;
      double[] rates = new double[(int) ((length + secondsPerColumn - 1) / secondsPerColumn)];
      double most = 0;
      for (SecondTotal second : seconds) {
        int column = (int) (Duration.between(from, second.second()).toSeconds() / secondsPerColumn);
        rates[column] += (double) second.debits() / secondsPerColumn;
        most = Math.max(most, rates[column]);
      }
      double step = Math.min((double) WIDTH / rates.length, WIDEST_COLUMN);
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < rates.length; i++) {
        double height = COLUMN_HEIGHT * rates[i] / most;
        columns.add(
            new Column(
                length(i * step),
                length(COLUMN_BOTTOM - height),
                length(Math.max(1, step - 1)),
                length(height)));
      }
      return new Throughput(number("%,.0f", most), TIME.format(from), TIME.format(to), columns);
    }
  }

  private static String length(double units) {
    return number("%.2f", units);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
