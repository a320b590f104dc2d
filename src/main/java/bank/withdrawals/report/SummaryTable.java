package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.ledger.Repetition;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Renders a summary for the screen: counts and money of each outcome and of the file. */
public final class SummaryTable {

  /** Marks the sentence that says that the outcomes add up to the file. */
  public static final String TICK = "\u2713";

  /** Marks the sentence that says that they do not. */
  public static final String CROSS = "\u2717";

  private SummaryTable() {}

  private record Line(String outcome, String rows, String amount) {}

  /**
   * The headline, the table of outcomes, the counts of events and the slices by worker; ends in a
   * newline.
   */
  public static String render(Summary summary) {
    RunTotals totals = summary.totals();
    StringBuilder text = new StringBuilder();
    text.append(
        "Run %d: %s %s%n"
            .formatted(totals.runId(), Printable.text(totals.name()), summary.status()));
    if (!summary.message().isEmpty()) {
      text.append(Printable.text(summary.message())).append(System.lineSeparator());
    }
    if (summary.repeated() != null) {
      text.append(repeated(summary.repeated())).append(System.lineSeparator());
    }
    if (summary.status() != RunStatus.REFUSED) {
      text.append(outcomes(totals));
      text.append(
          "Events: %,d sent, %,d pending, %,d parked.%n"
              .formatted(
                  totals.events().sent(), totals.events().pending(), totals.events().parked()));
      WorkersTable.lines(summary.slices(), summary.status() == RunStatus.RUNNING)
          .forEach(line -> text.append(line).append(System.lineSeparator()));
    }
    return text.toString();
  }

  /** Says which file came and which run it repeats; the summary has a repetition. */
  public static String repetition(Summary summary) {
    Repetition latest = Objects.requireNonNull(summary.repeated());
    return "%s: this file's content was run before, as run %d (%s) on %s: nothing is debited again."
        .formatted(
            Printable.text(latest.name()),
            summary.totals().runId(),
            Printable.text(summary.totals().name()),
            summary.startedAt().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String repeated(Repetition latest) {
    return "The same bytes came again %s, last as %s at %s. Nothing was debited for them."
        .formatted(
            latest.times() == 1 ? "once" : "%,d times".formatted(latest.times()),
            Printable.text(latest.name()),
            latest.seenAt().truncatedTo(ChronoUnit.SECONDS));
  }

  /** The table of outcomes, and whether they add up to the file; ends in a newline. */
  public static String outcomes(RunTotals totals) {
    return "%s%n%s %s%n%s".formatted(table(totals), mark(totals), sum(totals), blank(totals));
  }

  private static String blank(RunTotals totals) {
    return totals.blankRows() == 0
        ? ""
        : "Rows without content, which are left out: %,d.%n".formatted(totals.blankRows());
  }

  private static String table(RunTotals totals) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("debited", totals.debited()));
    lines.add(line("rejected", totals.rejected()));
    totals
        .byReason()
        .forEach((reason, rejected) -> lines.add(line("  " + reason.name(), rejected)));
    ControlTotal undecided = totals.undecidedRows();
    if (undecided.count() != 0) {
      lines.add(line("not decided yet", undecided));
    }
    lines.add(line("file", totals.records()));
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            new Column().header("Outcome").dataAlign(HorizontalAlign.LEFT).with(Line::outcome),
            new Column().header("Rows").dataAlign(HorizontalAlign.RIGHT).with(Line::rows),
            new Column().header("Amount").dataAlign(HorizontalAlign.RIGHT).with(Line::amount)));
  }

  /** A tick if every row of the file is decided, else a cross. */
  static String mark(RunTotals totals) {
    return totals.balances() ? TICK : CROSS;
  }

  /** The sentence beside the mark. */
  static String sum(RunTotals totals) {
    if (totals.balances()) {
      return "Debited and rejected add up to the file.";
    }
    ControlTotal undecided = totals.undecidedRows();
    return String.format(
        Locale.ROOT,
        "Of the file, %,d rows and %s are neither debited nor rejected.",
        undecided.count(),
        Money.formatTotal(undecided.amount()));
  }

  private static Line line(String outcome, ControlTotal total) {
    return new Line(
        outcome,
        String.format(Locale.ROOT, "%,d", total.count()),
        Money.formatTotal(total.amount()));
  }
}
