package bank.withdrawals.run;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Home;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Partition;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.job.ReceiveTasklet;
import bank.withdrawals.job.Run;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DryRunLedger;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.report.OutcomeTotals;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What {@code run} would make of a file right now, and nothing changed by finding out:
 *
 * <ol>
 *   <li>The same {@link LaunchDecider}, then the same inspection of the whole file.
 *   <li>The same readers, from where an interrupted run would go on.
 *   <li>The same ledger, over a scratch copy of what the rows are about: {@link DryRunLedger}.
 * </ol>
 */
@Component
public class FileCheck {

  /** Rejections told one by one. */
  private static final int REJECTS_TOLD = 20;

  /** The file in the scratch database. */
  private static final long SIMULATED = 0;

  private final LaunchDecider admissions;
  private final FileInspector inspector;
  private final FileRegister files;
  private final IntakeSettings intake;
  private final JobSettings settings;
  private final RunTotalsReader figures;
  private final DecidedRows rows;
  private final JdbcTemplate jdbc;
  private final Home home;
  private final Progress progress;
  private final Clock clock;

  FileCheck(
      LaunchDecider admissions,
      FileInspector inspector,
      FileRegister files,
      IntakeSettings intake,
      JobSettings settings,
      RunTotalsReader figures,
      DecidedRows rows,
      JdbcTemplate jdbc,
      Home home,
      ObjectProvider<Progress> progress,
      Clock clock) {
    this.admissions = admissions;
    this.inspector = inspector;
    this.files = files;
    this.intake = intake;
    this.settings = settings;
    this.figures = figures;
    this.rows = rows;
    this.jdbc = jdbc;
    this.home = home;
    this.progress = progress.getIfAvailable(() -> Progress.NONE);
    this.clock = clock;
  }

  /** What {@code run} would do with a file. */
  public enum Verdict {
    /** Decide its rows, or those that an interrupted run has left. */
    RUN,
    /** Refuse it. */
    REFUSE,
    /** Nothing: it was run before. */
    NOTHING
  }

  /**
   * What would become of a file.
   *
   * @param message one sentence: why it would be refused, or which run it belongs to; else empty
   * @param totals counts and money as they would be at the end; of no rows where it is refused
   * @param rejects the first rows that would be rejected, in file order
   */
  public record Finding(
      Verdict verdict, String message, RunTotals totals, List<Rejected> rejects) {}

  /**
   * Checks one file.
   *
   * @param requireControl whether it would be refused for want of a control file
   * @throws IOException where the storage fails
   */
  public Finding check(Path path, boolean requireControl) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision decision = admissions.decide(file);
    if (decision instanceof LaunchDecision.Refuse refused) {
      return refused(file, refused.sha256(), refused.sentence());
    }
    if (decision instanceof LaunchDecision.AlreadyComplete complete) {
      long run = complete.run().runId();
      return new Finding(
          Verdict.NOTHING,
          "This file's content was run before, as run %d: nothing would be debited.".formatted(run),
          figures.find(run).orElseThrow(),
          rows.firstRejections(run, REJECTS_TOLD));
    }
    if (decision instanceof LaunchDecision.Restart restart) {
      Run run = restart.run();
      Optional<RunTotals> registered = figures.find(run.runId());
      return registered.isPresent()
          ? interrupted(file, run, registered.get())
          : fresh(file, run.sha256(), requireControl);
    }
    return fresh(file, ((LaunchDecision.Start) decision).sha256(), requireControl);
  }

  private Finding interrupted(Path file, Run run, RunTotals sofar) throws IOException {
    return simulated(
        file,
        sofar,
        files.get(sofar.runId()).businessDate(),
        run.readPositions(),
        "Run %d was interrupted over this file with %,d of its %,d rows decided; `run` goes on."
            .formatted(
                sofar.runId(),
                sofar.debited().plus(sofar.rejected()).count(),
                sofar.records().count()));
  }

  private Finding fresh(Path file, String sha256, boolean requireControl) throws IOException {
    Inspection inspection = inspector.inspect(file, requireControl);
    if (inspection instanceof Inspection.Refused refused) {
      return refused(file, sha256, refused.sentence());
    }
    Inspection.Accepted accepted = (Inspection.Accepted) inspection;
    if (!accepted.sha256().equals(sha256)) {
      return refused(file, sha256, ReceiveTasklet.CHANGED);
    }
    RunTotals none =
        RunTotals.undecided(
            SIMULATED, name(file), accepted.sha256(), accepted.rows(), clock.instant());
    return simulated(file, none, settings.businessDate(clock.instant()), Map.of(), "");
  }

  private Finding simulated(
      Path file,
      RunTotals sofar,
      LocalDate day,
      Map<Partition, ExecutionContext> positions,
      String message)
      throws IOException {
    try (ScratchDatabase scratch = ScratchDatabase.open(home.data());
        UndecidedRows undecided = new UndecidedRows(file, sofar.sha256(), intake, positions)) {
      long done = sofar.debited().plus(sofar.rejected()).count();
      progress.begin("check", "rows", done, sofar.records().count());
      DryRunLedger dryRun = new DryRunLedger(jdbc, scratch.dataSource(), clock);
      decideAll(undecided, day, dryRun, done);
      List<Rejected> rejects = new ArrayList<>(rows.firstRejections(sofar.runId(), REJECTS_TOLD));
      if (rejects.size() < REJECTS_TOLD) {
        rejects.addAll(
            dryRun.decidedRows().firstRejections(SIMULATED, REJECTS_TOLD - rejects.size()));
      }
      OutcomeTotals more = OutcomeTotals.read(dryRun.decidedTotals(), SIMULATED);
      return new Finding(Verdict.RUN, message, sofar.plus(more), rejects);
    } finally {
      progress.end();
    }
  }

  private void decideAll(UndecidedRows rows, LocalDate day, DryRunLedger simulation, long done)
      throws IOException {
    long decided = done;
    List<ValidatedRow> chunk = new ArrayList<>();
    for (WithdrawalRow row = rows.next(); row != null; row = rows.next()) {
      chunk.add(Rules.validate(row));
      if (chunk.size() == settings.chunkSize()) {
        decided += simulation.decide(SIMULATED, day, chunk).size();
        progress.at(decided);
        chunk.clear();
      }
    }
    if (!chunk.isEmpty()) {
      simulation.decide(SIMULATED, day, chunk);
    }
  }

  private Finding refused(Path file, String sha256, String sentence) {
    return new Finding(
        Verdict.REFUSE,
        sentence,
        RunTotals.undecided(SIMULATED, name(file), sha256, ControlTotal.NONE, clock.instant()),
        List.of());
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
