package bank.withdrawals.job;

import bank.withdrawals.files.Home;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.rejects.ErrorFile;
import bank.withdrawals.rejects.SavedPart;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Writes the reports, however the run went, and moves an inbox file away:
 *
 * <ol>
 *   <li>Write the error file if every row is decided.
 *   <li>Write {@code summary.json} and the page. Delete the work file if every row is decided.
 *   <li>Move the inbox file to the archive if every row is decided, or to quarantine if the file
 *       was refused. If the file is no longer the one that was read, write the summary again with a
 *       sentence about it.
 *   <li>End as {@link #INCOMPLETE} unless the run is complete, so that the job can be restarted.
 * </ol>
 *
 * <p>Each part may be done again after a crash.
 */
@Component
class ReportTasklet implements Tasklet {

  static final String INCOMPLETE = "INCOMPLETE";

  private static final Logger log = LoggerFactory.getLogger(ReportTasklet.class);

  private final RunHistory history;
  private final RunSummaries summaries;
  private final FileRegister files;
  private final Reports reports;
  private final WorkFiles workFiles;
  private final InboxMover inbox;
  private final Home home;

  ReportTasklet(
      RunHistory history,
      RunSummaries summaries,
      FileRegister files,
      Reports reports,
      WorkFiles workFiles,
      InboxMover inbox,
      Home home) {
    this.history = history;
    this.summaries = summaries;
    this.files = files;
    this.reports = reports;
    this.workFiles = workFiles;
    this.inbox = inbox;
    this.home = home;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context)
      throws IOException {
    JobExecution execution = contribution.getStepExecution().getJobExecution();
    RunParameters run = RunParameters.of(execution);
    Summary summary = summaries.of(execution);
    Path directory = home.output(run.runId());
    ErrorFile errorFile = new ErrorFile(directory);
    if (isDecided(summary.status())) {
      errorFile.assemble(
          history.of(execution).saved().values().stream()
              .flatMap(saved -> SavedPart.of(saved).stream())
              .toList());
    }
    reports.write(directory, summary);
    if (isDecided(summary.status())) {
      errorFile.finish();
      workFiles.delete(run.runId());
    }
    if (run.options().fromInbox()) {
      String changed = moveAway(run, summary.status(), history.of(execution).wasArchived());
      if (!changed.isEmpty()) {
        execution.getExecutionContext().putString(RunSummaries.ORIGINAL_CHANGED, changed);
        reports.write(directory, summaries.of(execution));
      }
    }
    if (summary.status() != RunStatus.COMPLETED) {
      contribution.setExitStatus(new ExitStatus(INCOMPLETE));
    }
    return RepeatStatus.FINISHED;
  }

  /** Returns a sentence if the file is no longer the one that was read; empty if it is. */
  private String moveAway(RunParameters run, RunStatus status, boolean wasArchived)
      throws IOException {
    if (isDecided(status) && !wasArchived) {
      return inbox.archiveOriginal(run.path(), files.get(run.runId()));
    }
    if (isDecided(status)) {
      // If events were pending for long, the next file may have the same name by now.
      inbox.archiveRepeated(run.path(), files.get(run.runId()));
    } else if (status == RunStatus.REFUSED && !hasSuccessor(run)) {
      quarantine(run);
    }
    return "";
  }

  private static boolean hasSuccessor(RunParameters run) throws IOException {
    return Files.exists(run.path(), LinkOption.NOFOLLOW_LINKS)
        && (FileInspector.unreadable(run.path()).isPresent()
            || !FileInspector.sha256(run.path()).equals(run.sha256()));
  }

  private void quarantine(RunParameters run) throws IOException {
    try {
      inbox.quarantine(run.path(), run.runId());
    } catch (NoSuchFileException removed) {
      log.info("{} is gone.", run.path());
    }
  }

  private static boolean isDecided(RunStatus status) {
    return status == RunStatus.COMPLETED || status == RunStatus.EVENTS_PENDING;
  }
}
