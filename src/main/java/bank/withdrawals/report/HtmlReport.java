package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as a page for people, {@code report.html}; the template calls the methods by name. */
record HtmlReport(Summary summary, RunDetails.Details details) {

  private static final HtmlPage PAGE = new HtmlPage("report.html");

  /** The page as HTML. */
  static String render(Summary summary, RunDetails.Details details) {
    return PAGE.render(new HtmlReport(summary, details));
  }

  RunTotals totals() {
    return summary.totals();
  }

  String run() {
    return Long.toString(totals().runId());
  }

  String file() {
    return Printable.text(totals().name());
  }

  String message() {
    return Printable.text(summary.message());
  }

  String statusClass() {
    return statusClass(summary.status().name());
  }

  String statusMark() {
    return isBad(summary.status().name()) ? SummaryTable.CROSS : SummaryTable.TICK;
  }

  String statusText() {
    return switch (summary.status()) {
      case COMPLETED ->
          totals().rejected().count() == 0
              ? "Completed: every row debited"
              : "Completed, with rejected rows";
      case EVENTS_PENDING -> "Debited; some events are still pending";
      case REFUSED -> "Refused: nothing was debited";
      case STOPPED -> "Stopped; the next run resumes it";
      case FAILED -> "Failed; the next run resumes it";
      case RUNNING -> "Running";
    };
  }

  /** The CSS class of a status; by name, because the index reads the status from a file. */
  static String statusClass(String status) {
    if (isBad(status)) {
      return "bad";
    }
    return status.equals(RunStatus.COMPLETED.name()) ? "good" : "wait";
  }

  private static boolean isBad(String status) {
    return status.equals(RunStatus.FAILED.name()) || status.equals(RunStatus.REFUSED.name());
  }

  String duration() {
    Duration duration = Duration.between(summary.startedAt(), summary.finishedAt());
    return duration.toMinutes() == 0
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHours(),
            duration.toMinutesPart(),
            duration.toSecondsPart());
  }

  boolean hasRate() {
    return summary.recordsPerSecond() > 0;
  }

  String sum() {
    return SummaryTable.sum(totals());
  }

  String sumMark() {
    return SummaryTable.mark(totals());
  }

  String sumClass() {
    return totals().balances() ? "good" : "bad";
  }

  @Nullable ControlTotal undecided() {
    ControlTotal undecided = totals().undecidedRows();
    return undecided.count() != 0 ? undecided : null;
  }

  List<Charts.Part> rowsBar() {
    return Charts.bar(totals(), total -> BigDecimal.valueOf(total.count()));
  }

  List<Charts.Part> moneyBar() {
    return Charts.bar(totals(), ControlTotal::amount);
  }

  Charts.@Nullable Throughput throughput() {
    return details.seconds().isEmpty() ? null : Charts.Throughput.of(details.seconds());
  }

  @Nullable Timeline timeline() {
    return Timeline.of(summary.slices()).orElse(null);
  }

  List<WorkerSlices> workers() {
    return WorkerSlices.of(summary.slices());
  }

  boolean hasRejects() {
    return !details.rejects().isEmpty();
  }

  /** The cells of the rejected rows by column. */
  List<Map<String, String>> rejects() {
    return details.rejects().stream().map(RowResult::of).map(RowResult::byColumn).toList();
  }

  String rejectsShown() {
    long all = totals().rejected().count();
    int shown = details.rejects().size();
    return all > shown
        ? "The first %,d of %,d are shown.".formatted(shown, all)
        : "All of them are shown.";
  }

  boolean hasAccounts() {
    return !details.accounts().isEmpty();
  }

  /** A line of the table of accounts; {@code amount} is in the account's currency. */
  record Account(String account, long debits, String amount) {}

  List<Account> accounts() {
    return details.accounts().stream()
        .map(
            hit ->
                new Account(
                    Long.toString(hit.accountId()),
                    hit.debits(),
                    HtmlPage.grouped(Money.format(hit.amount(), hit.currency()))
                        + " "
                        + hit.currency()))
        .toList();
  }
}
