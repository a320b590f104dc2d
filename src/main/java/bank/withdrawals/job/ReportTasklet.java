package bank.withdrawals.job;

import bank.withdrawals.files.Home;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.rejects.ErrorFile;
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
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Leaves what people need, however far the run has come: the error file, {@code summary.json}, the
 * page, and an inbox file moved to where it belongs. Ends as {@link #INCOMPLETE} where the run is
 * not done, so that the job can be started again. Each part may be done again after a crash.
 */
@Component
class ReportTasklet implements Tasklet {

  static final String INCOMPLETE = "INCOMPLETE";

  private static final Logger log = LoggerFactory.getLogger(ReportTasklet.class);

  private final RunSummaries summaries;
  private final Reports reports;
  private final Inbox inbox;
  private final Home home;

  ReportTasklet(RunSummaries summaries, Reports reports, Inbox inbox, Home home) {
    this.summaries = summaries;
    this.reports = reports;
    this.inbox = inbox;
    this.home = home;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context)
      throws IOException {
    var execution = contribution.getStepExecution().getJobExecution();
    RunParameters run = RunParameters.of(execution.getJobParameters());
    Summary summary = summaries.of(execution);
    Path directory = home.output(run.runId());
    ErrorFile errorFile = new ErrorFile(directory);
    if (isDecided(summary.status())) {
      errorFile.assemble(summary.totals().rejected().count());
    }
    reports.write(directory, summary);
    if (isDecided(summary.status())) {
      errorFile.finish();
    }
    if (run.options().fromInbox() && !isAnotherThere(run)) {
      moveAway(run, summary.status());
    }
    if (summary.status() != RunStatus.COMPLETED) {
      contribution.setExitStatus(new ExitStatus(INCOMPLETE));
    }
    return RepeatStatus.FINISHED;
  }

  /** Under the same name there may be the next file by now, when events were long pending. */
  private static boolean isAnotherThere(RunParameters run) throws IOException {
    return Files.exists(run.path(), LinkOption.NOFOLLOW_LINKS)
        && (FileInspector.unreadable(run.path()).isPresent()
            || !FileInspector.sha256(run.path()).equals(run.sha256()));
  }

  /** Again where the file is moved already: a crash may have left its control file behind. */
  private void moveAway(RunParameters run, RunStatus status) throws IOException {
    try {
      if (isDecided(status)) {
        inbox.archive(run.path(), Long.toString(run.runId()));
      } else if (status == RunStatus.REFUSED) {
        inbox.quarantine(run.path(), Long.toString(run.runId()));
      }
    } catch (NoSuchFileException takenAway) {
      log.info("{} is not there any more.", run.path());
    }
  }

  private static boolean isDecided(RunStatus status) {
    return status == RunStatus.COMPLETED || status == RunStatus.EVENTS_PENDING;
  }
}
