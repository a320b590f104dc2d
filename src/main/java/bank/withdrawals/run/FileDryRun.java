package bank.withdrawals.run;

import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DryRunLedger;
import bank.withdrawals.ledger.DryRuns;
import bank.withdrawals.report.OutcomeTotals;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.workfile.SliceReader;
import bank.withdrawals.workfile.WorkFile;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Decides the undecided rows of a file in a dry run, chunk by chunk as the debit step does. */
@Component
class FileDryRun {

  /** The run id in the scratch database. */
  private static final long DRY_RUN = 0;

  private final DryRuns dryRuns;
  private final DecidedRows decidedRows;
  private final JobSettings settings;
  private final Clock clock;
  private final Progress progress;

  FileDryRun(
      DryRuns dryRuns,
      DecidedRows decidedRows,
      JobSettings settings,
      Clock clock,
      ObjectProvider<Progress> progress) {
    this.dryRuns = dryRuns;
    this.decidedRows = decidedRows;
    this.settings = settings;
    this.clock = clock;
    this.progress = progress.getIfAvailable(() -> Progress.NONE);
  }

  /**
   * A decided file.
   *
   * @param totals the totals that a run would have in the end
   * @param rejects the first rows that would be rejected, in file order
   */
  record Result(RunTotals totals, List<Rejected> rejects) {}

  /**
   * Decides a file.
   *
   * @param before the totals of the rows that its run has decided already
   * @param day the business date for which the debits count
   * @param positions how far each slice is decided, by its number; empty if no row is decided
   * @param limit how many rejected rows to return at most
   * @throws IOException if the file cannot be read
   */
  Result decide(
      WorkFile file,
      RunTotals before,
      LocalDate day,
      Map<Integer, SliceReader.Progress> positions,
      int limit)
      throws IOException {
    return dryRuns.execute(
        ledger -> {
          long done = before.debited().plus(before.rejected()).count();
          progress.begin("check", "rows", done, before.records().count());
          try (UndecidedRows rows = new UndecidedRows(file, positions)) {
            decideAll(rows, day, ledger, done);
          } finally {
            progress.end();
          }
          OutcomeTotals decided = OutcomeTotals.read(ledger.decidedTotals(), DRY_RUN);
          return new Result(before.plus(decided), firstRejections(before.runId(), ledger, limit));
        });
  }

  /** The business date of a file that is received now. */
  LocalDate today() {
    return settings.businessDate(clock.instant());
  }

  /** The first rejected rows of a run, in file order. */
  List<Rejected> firstRejections(long runId, int limit) {
    return decidedRows.firstRejections(runId, limit);
  }

  private void decideAll(UndecidedRows rows, LocalDate day, DryRunLedger ledger, long done)
      throws IOException {
    long decided = done;
    List<WithdrawalRow> chunk = rows.next(settings.chunkSize());
    while (!chunk.isEmpty()) {
      ledger.decide(DRY_RUN, day, chunk.stream().map(Rules::validate).toList());
      decided += chunk.size();
      progress.at(decided);
      chunk = rows.next(settings.chunkSize());
    }
  }

  /** The first rejected rows of the run and of the dry run together, in file order. */
  private List<Rejected> firstRejections(long runId, DryRunLedger ledger, int limit) {
    List<Rejected> rejects = new ArrayList<>(firstRejections(runId, limit));
    rejects.addAll(ledger.decidedRows().firstRejections(DRY_RUN, limit));
    rejects.sort(Comparator.comparingLong(Rejected::line));
    return rejects.subList(0, Math.min(limit, rejects.size()));
  }
}
