package bank.withdrawals.run;

import bank.withdrawals.domain.ControlTotal;
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
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.ledger.DryRunLedger;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import bank.withdrawals.report.RunTotalsReader.RejectedLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.batch.core.job.JobExecution;
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
  private final RunHistory history;
  private final FileInspector inspector;
  private final FileRegister files;
  private final IntakeSettings intake;
  private final JobSettings settings;
  private final RunTotalsReader figures;
  private final JdbcTemplate jdbc;
  private final Home home;
  private final Progress progress;
  private final Clock clock;

  FileCheck(
      LaunchDecider admissions,
      RunHistory history,
      FileInspector inspector,
      FileRegister files,
      IntakeSettings intake,
      JobSettings settings,
      RunTotalsReader figures,
      JdbcTemplate jdbc,
      Home home,
      ObjectProvider<Progress> progress,
      Clock clock) {
    this.admissions = admissions;
    this.history = history;
    this.inspector = inspector;
    this.files = files;
    this.intake = intake;
    this.settings = settings;
    this.figures = figures;
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
      Verdict verdict, String message, RunTotals totals, List<RejectedLine> rejects) {}

  /**
   * Checks one file.
   *
   * @param requireControl whether it would be refused for want of a control file
   * @throws IOException where the storage fails
   */
  public Finding check(Path path, boolean requireControl) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision admission = admissions.of(file);
    if (admission instanceof LaunchDecision.Refused refused) {
      return refused(file, refused.sha256(), refused.sentence());
    }
    if (admission instanceof LaunchDecision.RanBefore before) {
      long run = run(before.last());
      return new Finding(
          Verdict.NOTHING,
          "This file's content was run before, as run %d: nothing would be debited.".formatted(run),
          figures.of(run).orElseThrow(),
          figures.firstRejections(run, REJECTS_TOLD));
    }
    return admitted(file, (LaunchDecision.Admitted) admission, requireControl);
  }

  private Finding admitted(Path file, LaunchDecision.Admitted admitted, boolean requireControl)
      throws IOException {
    JobExecution interrupted = admitted.interrupted();
    Optional<RunTotals> registered =
        interrupted == null ? Optional.empty() : figures.of(run(interrupted));
    if (registered.isPresent()) {
      RunTotals sofar = registered.get();
      return simulated(
          file,
          sofar,
          files.get(sofar.runId()).businessDate(),
          history.positions(admitted.sha256()),
          "Run %d was interrupted over this file with %,d of its %,d rows decided; `run` goes on."
              .formatted(
                  sofar.runId(),
                  sofar.debited().plus(sofar.rejected()).count(),
                  sofar.records().count()));
    }
    Inspection inspection = inspector.inspect(file, requireControl);
    if (inspection instanceof Inspection.Refused refused) {
      return refused(file, admitted.sha256(), refused.sentence());
    }
    Inspection.Accepted accepted = (Inspection.Accepted) inspection;
    if (!accepted.sha256().equals(admitted.sha256())) {
      return refused(file, admitted.sha256(), ReceiveTasklet.CHANGED);
    }
    RunTotals none =
        RunTotals.undecided(
            SIMULATED,
            name(file),
            accepted.sha256(),
            new ControlTotal(accepted.records(), accepted.amount()),
            clock.instant());
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
        UndecidedRows rows = new UndecidedRows(file, sofar.sha256(), intake, positions)) {
      long done = sofar.debited().plus(sofar.rejected()).count();
      progress.begin("check", "rows", done, sofar.records().count());
      decideAll(rows, day, new DryRunLedger(jdbc, scratch.dataSource(), clock), done);
      RunTotalsReader found = new RunTotalsReader(new JdbcTemplate(scratch.dataSource()));
      List<RejectedLine> rejects =
          new ArrayList<>(figures.firstRejections(sofar.runId(), REJECTS_TOLD));
      if (rejects.size() < REJECTS_TOLD) {
        rejects.addAll(found.firstRejections(SIMULATED, REJECTS_TOLD - rejects.size()));
      }
      return new Finding(Verdict.RUN, message, sofar.plus(found.decisions(SIMULATED)), rejects);
    } finally {
      progress.end();
    }
  }

  private void decideAll(UndecidedRows rows, LocalDate day, DryRunLedger simulation, long done)
      throws IOException {
    long decided = done;
    List<ValidatedRow> chunk = new ArrayList<>();
    for (WithdrawalRow row = rows.next(); row != null; row = rows.next()) {
      chunk.add(Rules.screen(row));
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

  private static long run(JobExecution execution) {
    return RunParameters.of(execution.getJobParameters()).runId();
  }
}
