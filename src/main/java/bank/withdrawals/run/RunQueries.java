package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.job.StepProgress;
import bank.withdrawals.job.StepProgressReader;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Answers questions about runs; changes none. */
@Component
public class RunQueries {

  private final RunHistory history;
  private final RunSummaries summaries;
  private final StepProgressReader progress;
  private final Reports reports;
  private final RunLock lock;
  private final Home home;

  RunQueries(
      RunHistory history,
      RunSummaries summaries,
      StepProgressReader progress,
      Reports reports,
      RunLock lock,
      Home home) {
    this.history = history;
    this.summaries = summaries;
    this.progress = progress;
    this.reports = reports;
    this.lock = lock;
    this.home = home;
  }

  /** The latest runs, newest first. */
  public List<Summary> latest(int limit) {
    return history.latest(limit).stream().map(this::summary).toList();
  }

  /** One run; empty if no run has this id. */
  public Optional<Summary> find(long runId) {
    return history.find(runId).map(this::summary);
  }

  /** Whether every row of a received file is decided. */
  public boolean isDebited(RegisteredFile file) {
    return history.isDebited(file);
  }

  /** Whether another process is executing this run. */
  public boolean isUnderWay(long runId) {
    return history.find(runId).map(this::isUnderWay).orElse(false);
  }

  /** What the run that is under way waits for in the database, as sentences for an operator. */
  public List<String> waits() {
    return lock.waits();
  }

  /** As {@link #waits}, if this run is under way. */
  public List<String> waitsOf(long runId) {
    return isUnderWay(runId) ? waits() : List.of();
  }

  /** How far the current step of a run is; empty if that step does not work through the file. */
  public Optional<StepProgress> progress(long runId) {
    return history.find(runId).flatMap(Run::currentStep).flatMap(progress::read);
  }

  /**
   * Writes the reports of a run again.
   *
   * @return their folder; empty if no run has this id
   */
  public Optional<Path> rewriteReports(long runId) {
    return find(runId)
        .map(
            summary -> {
              reports.write(home.output(runId), summary);
              return home.output(runId);
            });
  }

  private Summary summary(Run run) {
    Summary summary = summaries.of(run);
    return isUnderWay(run) ? summary.running() : summary;
  }

  private boolean isUnderWay(Run run) {
    return run.hasNoEnd() && lock.otherHolder().isPresent();
  }
}
