package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A summary for the screen: counts and money by outcome, adding up to the file. */
public final class SummaryTable {

  /** Before the line that says that the figures add up. */
  public static final String TICK = "\u2713";

  /** Before the line that says that they do not. */
  public static final String CROSS = "\u2717";

  private SummaryTable() {}

  private record Line(String what, String rows, String amount) {}

  /** The table and a line for what is not in it; lines end in a newline. */
  public static String render(Summary summary) {
    RunTotals figures = summary.totals();
    StringBuilder text = new StringBuilder();
    text.append(
        "Run %d: %s %s%n"
            .formatted(figures.runId(), Printable.text(figures.name()), summary.status()));
    if (!summary.message().isEmpty()) {
      text.append(Printable.text(summary.message())).append(System.lineSeparator());
    }
    if (summary.status() != RunStatus.REFUSED) {
      text.append(outcomes(figures));
      text.append(
          "Events: %,d sent, %,d pending, %,d parked.%n"
              .formatted(
                  figures.events().sent(), figures.events().pending(), figures.events().parked()));
    }
    return text.toString();
  }

  /** Counts and money by outcome, and whether they add up to the file; ends in a newline. */
  public static String outcomes(RunTotals figures) {
    return "%s%n%s %s%n".formatted(table(figures), mark(figures), sum(figures));
  }

  private static String table(RunTotals figures) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("debited", figures.debited()));
    lines.add(line("rejected", figures.rejected()));
    figures.byReason().forEach((reason, counted) -> lines.add(line("  " + reason.name(), counted)));
    ControlTotal undecided = figures.undecidedRows();
    if (undecided.count() != 0) {
      lines.add(line("not decided yet", undecided));
    }
    lines.add(line("file", figures.records()));
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            new Column().header("Outcome").dataAlign(HorizontalAlign.LEFT).with(Line::what),
            new Column().header("Rows").dataAlign(HorizontalAlign.RIGHT).with(Line::rows),
            new Column().header("Amount").dataAlign(HorizontalAlign.RIGHT).with(Line::amount)));
  }

  /** A tick where every row of the file is accounted for, and a cross where not. */
  static String mark(RunTotals figures) {
    return figures.balances() ? TICK : CROSS;
  }

  /** What the mark means. */
  static String sum(RunTotals figures) {
    if (figures.balances()) {
      return "Debited and rejected add up to the file.";
    }
    ControlTotal undecided = figures.undecidedRows();
    return String.format(
        Locale.ROOT,
        "Of the file, %,d rows and %s are neither debited nor rejected.",
        undecided.count(),
        Money.formatTotal(undecided.amount()));
  }

  private static Line line(String what, ControlTotal counted) {
    return new Line(
        what,
        String.format(Locale.ROOT, "%,d", counted.count()),
        Money.formatTotal(counted.amount()));
  }
}
