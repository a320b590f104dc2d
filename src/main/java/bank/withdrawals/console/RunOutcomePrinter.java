package bank.withdrawals.console;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.telemetry.LogFields;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints each run's outcome as it comes, and keeps them for the exit code. */
public final class RunOutcomePrinter implements Consumer<RunOutcome> {

  /** Not for the screen, which has the table; a log of JSON lines has nothing else of it. */
  private static final Logger log = LoggerFactory.getLogger("outcome");

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final Ended ended;
  private final List<Summary> summaries = new ArrayList<>();
  private boolean someWait;

  /** Told of a run that this process has made an end of, and of what it would now exit with. */
  public interface Ended {
    void ran(Summary summary, ExitCode exitCode);
  }

  /**
   * Prints to {@code out}, and to {@code err} where there is nothing to print.
   *
   * @param ended told of every run that this process has made an end of
   */
  public RunOutcomePrinter(PrintWriter out, PrintWriter err, boolean json, Ended ended) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.ended = ended;
  }

  @Override
  public void accept(RunOutcome outcome) {
    if (outcome instanceof RunOutcome.AwaitsApproval waits) {
      someWait = true;
      out.println(
          json
              ? SummaryJson.toText(WaitingFiles.tree(waits.approval()))
              : WaitingFiles.sentence(waits.approval()));
      out.flush();
    } else {
      accept((RunOutcome.Ran) outcome);
    }
  }

  private void accept(RunOutcome.Ran outcome) {
    Summary summary = outcome.summary();
    summaries.add(summary);
    print(outcome, summary);
    if (!outcome.alreadyComplete()) {
      RunTotals figures = summary.totals();
      LogFields.during(figures.runId(), figures.name(), () -> end(summary));
    }
  }

  private void end(Summary summary) {
    RunTotals figures = summary.totals();
    log.info(
        "Ended as {}: {} rows debited, {} rejected, {} events sent, {} pending. {}",
        summary.status(),
        figures.debited().count(),
        figures.rejected().count(),
        figures.events().sent(),
        figures.events().pending(),
        summary.message());
    ended.ran(summary, exitCode());
  }

  private void print(RunOutcome.Ran outcome, Summary summary) {
    if (json) {
      out.println(SummaryJson.toText(SummaryJson.tree(summary)));
      return;
    }
    if (outcome.alreadyComplete()) {
      out.printf(
          "This file's content was run before, as run %d on %s: nothing is debited again.%n",
          summary.totals().runId(), summary.startedAt().truncatedTo(ChronoUnit.SECONDS));
    }
    out.print(Terminal.coloured(SummaryTable.render(summary)));
    out.flush();
  }

  /** Says {@code sentence} where nothing came of anything. */
  public void orElse(String sentence) {
    if (summaries.isEmpty() && !someWait) {
      err.println(sentence);
    }
  }

  public ExitCode exitCode() {
    return ExitCode.of(summaries.stream().map(Summary::exitCode).toList());
  }
}
