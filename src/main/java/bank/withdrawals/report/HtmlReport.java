package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.files.Printable;
import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as a page for people: {@code report.html}. */
final class HtmlReport {

  private static final HtmlPage PAGE = new HtmlPage("report.html");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HtmlReport() {}

  /** The page. */
  static String render(Summary summary, RunDetails.Details details) {
    RunTotals figures = summary.totals();
    Map<String, Object> values = new HashMap<>();
    headline(values, summary);
    figures(values, figures);
    rejects(values, figures, details.rejects());
    List<Map<String, String>> accounts = new ArrayList<>();
    for (AccountTotal account : details.accounts()) {
      accounts.add(
          Map.of(
              "account", Long.toString(account.accountId()),
              "count", count(account.debits()),
              "amount",
                  grouped(Money.format(account.amount(), account.currency()))
                      + " "
                      + account.currency()));
    }
    values.put("accounts", accounts);
    values.put("hasAccounts", !accounts.isEmpty());
    values.put("throughputChart", Charts.throughput(details.seconds()));
    return PAGE.render(values);
  }

  private static void headline(Map<String, Object> values, Summary summary) {
    RunTotals figures = summary.totals();
    values.put("run", Long.toString(figures.runId()));
    values.put("file", Printable.text(figures.name()));
    values.put("sha256", figures.sha256());
    values.put("status", summary.status().name());
    values.put("statusClass", statusClass(summary.status().name()));
    values.put(
        "statusMark", isBad(summary.status().name()) ? SummaryTable.CROSS : SummaryTable.TICK);
    values.put("statusText", statusText(summary));
    values.put("message", Printable.text(summary.message()));
    values.put("restarts", Integer.toString(summary.restarts()));
    values.put("exitCode", Integer.toString(summary.exitCode().code()));
    values.put("startedAt", TIME.format(summary.startedAt()));
    values.put("finishedAt", TIME.format(summary.finishedAt()));
    values.put("duration", duration(summary.startedAt(), summary.finishedAt()));
    values.put(
        "rate",
        summary.recordsPerSecond() == 0 ? "" : count(summary.recordsPerSecond()) + " rows/s");
  }

  private static String statusText(Summary summary) {
    return switch (summary.status()) {
      case COMPLETED ->
          summary.totals().rejected().count() == 0
              ? "Completed: every row debited"
              : "Completed, with rejected rows";
      case EVENTS_PENDING -> "Debited; events are still to be sent";
      case REFUSED -> "Refused: nothing was debited";
      case STOPPED -> "Stopped; the next run goes on from here";
      case FAILED -> "Failed; the next run goes on from here";
      case RUNNING -> "Under way";
    };
  }

  /** For the colour; by name, as the index has it from a file. */
  static String statusClass(String status) {
    if (isBad(status)) {
      return "bad";
    }
    return status.equals(RunStatus.COMPLETED.name()) ? "good" : "wait";
  }

  private static boolean isBad(String status) {
    return status.equals(RunStatus.FAILED.name()) || status.equals(RunStatus.REFUSED.name());
  }

  private static void figures(Map<String, Object> values, RunTotals figures) {
    ControlTotal undecided = figures.undecidedRows();
    put(values, "debited", figures.debited());
    put(values, "rejected", figures.rejected());
    put(values, "file", figures.records());
    values.put("eventsSent", count(figures.events().sent()));
    values.put("eventsPending", count(figures.events().pending()));
    values.put("eventsParked", count(figures.events().parked()));
    values.put("addsUp", SummaryTable.sum(figures));
    values.put("addsUpMark", SummaryTable.mark(figures));
    values.put("addsUpClass", figures.balances() ? "good" : "bad");
    values.put("outcomeChart", Charts.outcomes(figures.debited(), figures.rejected(), undecided));
    List<Map<String, String>> reasons = new ArrayList<>();
    figures
        .byReason()
        .forEach(
            (reason, counted) ->
                reasons.add(
                    Map.of(
                        "reason", reason.name(),
                        "count", count(counted.count()),
                        "amount", money(counted.amount()))));
    values.put("reasons", reasons);
    values.put(
        "undecided",
        undecided.count() == 0
            ? List.of()
            : List.of(
                Map.of(
                    "count", count(undecided.count()),
                    "amount", money(undecided.amount()))));
  }

  private static void put(Map<String, Object> values, String name, ControlTotal counted) {
    values.put(name + "Count", count(counted.count()));
    values.put(name + "Amount", money(counted.amount()));
  }

  private static void rejects(
      Map<String, Object> values, RunTotals figures, List<Rejected> rejects) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Rejected reject : rejects) {
      rows.add(
          Map.of(
              "line",
              Long.toString(reject.line()),
              "request",
              reject.requestId() == null ? "" : reject.requestId(),
              "account",
              reject.accountId() == null ? "" : reject.accountId().toString(),
              "amount",
              reject.amount() == null ? "" : Money.formatTotal(reject.amount()),
              "reason",
              reject.reason().name(),
              "message",
              reject.message()));
    }
    long all = figures.rejected().count();
    values.put("rejects", rows);
    values.put("hasRejects", !rows.isEmpty());
    values.put(
        "rejectsShown",
        all > rows.size()
            ? "The first %,d of %,d are here.".formatted(rows.size(), all)
            : "All of them are here.");
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String money(BigDecimal total) {
    return grouped(Money.formatTotal(total));
  }

  /** A plain decimal with a comma between thousands. */
  static String grouped(String decimal) {
    return decimal.replaceAll("(?<=\\d)(?=(\\d{3})+(?!\\d))(?<!\\.\\d{0,9})", ",");
  }

  /** A time as the pages show it. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static String duration(Instant from, Instant to) {
    Duration duration = Duration.between(from, to);
    return duration.toMinutes() == 0
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHours(),
            duration.toMinutesPart(),
            duration.toSecondsPart());
  }
}
