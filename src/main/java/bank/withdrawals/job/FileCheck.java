package bank.withdrawals.job;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Partition;
import bank.withdrawals.ledger.Simulation;
import bank.withdrawals.report.Counted;
import bank.withdrawals.report.Figures;
import bank.withdrawals.report.RunFigures;
import bank.withdrawals.report.RunFigures.RejectedLine;
import bank.withdrawals.withdrawal.Rules;
import bank.withdrawals.withdrawal.Screened;
import bank.withdrawals.withdrawal.WithdrawalRow;
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
 *   <li>The same {@link Admissions}, then the same inspection of the whole file.
 *   <li>The same readers, from where an interrupted run would go on.
 *   <li>The same ledger, over a scratch copy of what the rows are about: {@link Simulation}.
 * </ol>
 */
@Component
public class FileCheck {

  /** Rejections told one by one. */
  private static final int REJECTS_TOLD = 20;

  /** The file in the scratch database. */
  private static final long SIMULATED = 0;

  private final Admissions admissions;
  private final RunHistory history;
  private final FileInspector inspector;
  private final InputFiles files;
  private final IntakeSettings intake;
  private final JobSettings settings;
  private final RunFigures figures;
  private final JdbcTemplate jdbc;
  private final Home home;
  private final Progress progress;
  private final Clock clock;

  FileCheck(
      Admissions admissions,
      RunHistory history,
      FileInspector inspector,
      InputFiles files,
      IntakeSettings intake,
      JobSettings settings,
      RunFigures figures,
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
   * @param figures counts and money as they would be at the end; of no rows where it is refused
   * @param rejects the first rows that would be rejected, in file order
   */
  public record Finding(
      Verdict verdict, String message, Figures figures, List<RejectedLine> rejects) {}

  /**
   * Checks one file.
   *
   * @param requireControl whether it would be refused for want of a control file
   * @throws IOException where the storage fails
   */
  public Finding check(Path path, boolean requireControl) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    Admission admission = admissions.of(file);
    if (admission instanceof Admission.Refused refused) {
      return refused(file, refused.sha256(), refused.sentence());
    }
    if (admission instanceof Admission.RanBefore before) {
      long run = run(before.last());
      return new Finding(
          Verdict.NOTHING,
          "This file's content was run before, as run %d: nothing would be debited.".formatted(run),
          figures.of(run).orElseThrow(),
          figures.firstRejections(run, REJECTS_TOLD));
    }
    return admitted(file, (Admission.Admitted) admission, requireControl);
  }

  private Finding admitted(Path file, Admission.Admitted admitted, boolean requireControl)
      throws IOException {
    JobExecution interrupted = admitted.interrupted();
    Optional<Figures> registered =
        interrupted == null ? Optional.empty() : figures.of(run(interrupted));
    if (registered.isPresent()) {
      Figures sofar = registered.get();
      return simulated(
          file,
          sofar,
          files.businessDate(sofar.fileId()),
          history.positions(admitted.sha256()),
          "Run %d was interrupted over this file with %,d of its %,d rows decided; `run` goes on."
              .formatted(
                  sofar.fileId(),
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
    Figures none =
        Figures.undecided(
            SIMULATED,
            name(file),
            accepted.sha256(),
            new Counted(accepted.records(), accepted.amount()),
            clock.instant());
    return simulated(file, none, files.today(), Map.of(), "");
  }

  private Finding simulated(
      Path file,
      Figures sofar,
      LocalDate day,
      Map<Partition, ExecutionContext> positions,
      String message)
      throws IOException {
    try (ScratchDatabase scratch = ScratchDatabase.open(home.data());
        UndecidedRows rows = new UndecidedRows(file, sofar.sha256(), intake, positions)) {
      long done = sofar.debited().plus(sofar.rejected()).count();
      progress.begin("check", "rows", done, sofar.records().count());
      decideAll(rows, day, new Simulation(jdbc, scratch.dataSource(), clock), done);
      RunFigures found = new RunFigures(new JdbcTemplate(scratch.dataSource()));
      List<RejectedLine> rejects =
          new ArrayList<>(figures.firstRejections(sofar.fileId(), REJECTS_TOLD));
      if (rejects.size() < REJECTS_TOLD) {
        rejects.addAll(found.firstRejections(SIMULATED, REJECTS_TOLD - rejects.size()));
      }
      return new Finding(Verdict.RUN, message, sofar.plus(found.decisions(SIMULATED)), rejects);
    } finally {
      progress.end();
    }
  }

  private void decideAll(UndecidedRows rows, LocalDate day, Simulation simulation, long done)
      throws IOException {
    long decided = done;
    List<Screened> chunk = new ArrayList<>();
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
        Figures.undecided(SIMULATED, name(file), sha256, Counted.NONE, clock.instant()),
        List.of());
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static long run(JobExecution execution) {
    return RunParameters.of(execution.getJobParameters()).run();
  }
}
