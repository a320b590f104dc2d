package bank.withdrawals.run;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.intake.Original;
import bank.withdrawals.job.Run;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import bank.withdrawals.workfile.WorkFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out what {@code run} would do with a file now. Changes nothing.
 *
 * <ol>
 *   <li>The {@link LaunchDecider} decides, and a new file is inspected, as in a run.
 *   <li>Its rows are written to a temporary work file. An interrupted run has one.
 *   <li>The rows are read from where an interrupted run would resume: {@link UndecidedRows}.
 *   <li>The ledger decides them in a scratch database: {@link FileDryRun}.
 * </ol>
 */
@Component
public class FileCheck {

  private static final int MAX_REJECTS = 20;

  /** The run id in a finding about a file that has no run. */
  private static final long NO_RUN = 0;

  private final LaunchDecider decider;
  private final CheckedWorkFiles workFiles;
  private final RunTotalsReader totals;
  private final FileRegister files;
  private final FileDryRun dryRun;
  private final Clock clock;

  FileCheck(
      LaunchDecider decider,
      CheckedWorkFiles workFiles,
      RunTotalsReader totals,
      FileRegister files,
      FileDryRun dryRun,
      Clock clock) {
    this.decider = decider;
    this.workFiles = workFiles;
    this.totals = totals;
    this.files = files;
    this.dryRun = dryRun;
    this.clock = clock;
  }

  /** What {@code run} would do with a file. */
  public enum Verdict {
    /** Decide its rows, or those that an interrupted run has left. */
    RUN,
    /** Refuse it. */
    REFUSE,
    /** Fail before it decides a row, and leave the file where it is. */
    FAIL,
    /** Nothing, because its run is complete. */
    NOTHING
  }

  /**
   * The finding about a file.
   *
   * @param message one sentence: why it would be refused, or which run it belongs to; empty for a
   *     new file
   * @param content what identifies the run: see {@link Original#content}; empty if the file cannot
   *     be read
   * @param totals the totals that the run would have in the end; without rows if it would be
   *     refused or fail
   * @param rejects the first rows that would be rejected, in file order
   */
  public record Finding(
      Verdict verdict, String message, String content, RunTotals totals, List<Rejected> rejects) {}

  /**
   * Checks one file.
   *
   * @param format the name of its format; null to choose it by the file's place and name
   * @param requireControl whether a file without a control file would be refused
   * @throws IOException if the storage fails
   */
  public Finding check(Path path, @Nullable String format, boolean requireControl)
      throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision decision = decider.decide(file, format);
    if (decision instanceof LaunchDecision.Refuse refuse) {
      return refused(file, refuse.sha256(), refuse.sentence());
    }
    if (decision instanceof LaunchDecision.AlreadyComplete complete) {
      return alreadyComplete(complete.run());
    }
    if (decision instanceof LaunchDecision.Restart restart) {
      Optional<RunTotals> received = totals.find(restart.run().runId());
      if (received.isPresent()) {
        return interrupted(file, restart.run(), received.get());
      }
    }
    Original original =
        decision instanceof LaunchDecision.Restart restart
            ? restart.original()
            : ((LaunchDecision.Start) decision).original();
    return fresh(original, requireControl);
  }

  private Finding alreadyComplete(Run run) {
    long runId = run.runId();
    return new Finding(
        Verdict.NOTHING,
        "This file's content was run before, as run %d: nothing would be debited.".formatted(runId),
        run.content(),
        totals.find(runId).orElseThrow(),
        dryRun.firstRejections(runId, MAX_REJECTS));
  }

  private Finding interrupted(Path file, Run run, RunTotals sofar) throws IOException {
    RegisteredFile registered = files.get(run.runId());
    FileDryRun.Result result =
        workFiles.read(
            file,
            registered,
            workFile ->
                dryRun.decide(
                    workFile, sofar, registered.businessDate(), run.readPositions(), MAX_REJECTS));
    String message =
        "Run %d was interrupted over this file with %,d of its %,d rows decided; `run` resumes it."
            .formatted(
                run.runId(),
                sofar.debited().plus(sofar.rejected()).count(),
                sofar.records().count());
    return new Finding(Verdict.RUN, message, run.content(), result.totals(), result.rejects());
  }

  private Finding fresh(Original original, boolean requireControl) throws IOException {
    Path file = original.file();
    String sha256 = original.sha256();
    try (CheckedWorkFiles.Checked checked = workFiles.receive(original, requireControl)) {
      Inspection inspection = checked.received().inspection();
      if (inspection instanceof Inspection.WithoutAccounts without) {
        return new Finding(
            Verdict.FAIL,
            without.sentence(),
            original.content(),
            undecided(file, sha256, ControlTotal.NONE, 0),
            List.of());
      }
      if (!(inspection instanceof Inspection.Accepted accepted)) {
        return refused(file, sha256, ((Inspection.Refused) inspection).sentence());
      }
      WorkFile workFile = Objects.requireNonNull(checked.received().workFile());
      FileDryRun.Result result =
          dryRun.decide(
              workFile,
              undecided(file, sha256, accepted.rows(), accepted.blankRows()),
              dryRun.today(),
              Map.of(),
              MAX_REJECTS);
      return new Finding(Verdict.RUN, "", original.content(), result.totals(), result.rejects());
    }
  }

  private Finding refused(Path file, String sha256, String sentence) {
    return new Finding(
        Verdict.REFUSE, sentence, sha256, undecided(file, sha256, ControlTotal.NONE, 0), List.of());
  }

  private RunTotals undecided(Path file, String sha256, ControlTotal rows, long blankRows) {
    return RunTotals.undecided(
        NO_RUN, file.getFileName().toString(), sha256, rows, blankRows, clock.instant());
  }
}
