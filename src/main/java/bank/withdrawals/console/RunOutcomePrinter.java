package bank.withdrawals.console;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.telemetry.LogFields;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints the outcome of each run as soon as it is known, and collects the exit codes. */
public final class RunOutcomePrinter implements Consumer<RunOutcome> {

  /** Only for the log: the screen shows the table. */
  private static final Logger log = LoggerFactory.getLogger("outcome");

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final BiConsumer<Summary, ExitCode> onRunEnded;
  private final Consumer<Summary> onRepeated;

  /** The latest outcome of each run: its events may be pending first, and published then. */
  private final Map<Long, Summary> summaries = new LinkedHashMap<>();

  private boolean someWait;

  /**
   * Prints outcomes to {@code out}, and to {@code err} if there is no outcome to print.
   *
   * @param json whether to print JSON instead of tables
   * @param onRunEnded called for every run that this process has ended, with the exit code that the
   *     process would have if this run were its last
   * @param onRepeated called for every file whose content was run before, with that run's summary
   */
  public RunOutcomePrinter(
      PrintWriter out,
      PrintWriter err,
      boolean json,
      BiConsumer<Summary, ExitCode> onRunEnded,
      Consumer<Summary> onRepeated) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.onRunEnded = onRunEnded;
    this.onRepeated = onRepeated;
  }

  @Override
  public void accept(RunOutcome outcome) {
    if (outcome instanceof RunOutcome.AwaitsApproval waits) {
      someWait = true;
      out.println(
          json
              ? Json.text(ApprovalJson.of(waits.approval()))
              : ApprovalText.waiting(waits.approval()));
      out.flush();
    } else if (outcome instanceof RunOutcome.Ran ran) {
      summaries.put(ran.summary().totals().runId(), ran.summary());
      print(ran);
      RunTotals totals = ran.summary().totals();
      LogFields.during(
          totals.runId(),
          totals.name(),
          () -> {
            if (ran.alreadyComplete()) {
              reportRepetition(ran.summary());
            } else {
              reportEnd(ran.summary());
            }
          });
    }
  }

  private void reportRepetition(Summary summary) {
    log.info("{}", SummaryTable.repetition(summary));
    onRepeated.accept(summary);
  }

  private void reportEnd(Summary summary) {
    RunTotals totals = summary.totals();
    log.info(
        "Ended as {}: {} rows debited, {} rejected, {} events sent, {} pending. {}",
        summary.status(),
        totals.debited().count(),
        totals.rejected().count(),
        totals.events().sent(),
        totals.events().pending(),
        summary.message());
    onRunEnded.accept(summary, exitCode());
  }

  private void print(RunOutcome.Ran ran) {
    Summary summary = ran.summary();
    if (json) {
      out.println(Json.text(SummaryJson.of(summary)));
      return;
    }
    if (ran.alreadyComplete()) {
      out.println(SummaryTable.repetition(summary));
    }
    out.print(Terminal.coloured(SummaryTable.render(summary)));
    out.flush();
  }

  /** Prints {@code sentence} if no file was run and none waits for an approval. */
  public void printIfIdle(String sentence) {
    if (summaries.isEmpty() && !someWait) {
      err.println(sentence);
    }
  }

  /** The exit code of a process that ends now. */
  public ExitCode exitCode() {
    return ExitCode.of(summaries.values().stream().map(Summary::exitCode).toList());
  }
}
