package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunSummaries;
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

  /** What the run that is under way waits for in the database, as sentences for an operator. */
  public List<String> waits() {
    return lock.waits();
  }

  /** As {@link #waits}, if this run is under way. */
  public List<String> waitsOf(long runId) {
    return history.find(runId).filter(this::isUnderWay).isPresent() ? waits() : List.of();
  }

  /** How far a run is that another process executes; empty if none executes it. */
  public Optional<RunProgress> progress(long runId) {
    return history
        .find(runId)
        .filter(this::isUnderWay)
        .map(
            run ->
                new RunProgress(
                    run.currentStep().flatMap(progress::read).orElse(null), run.handedOut()));
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
