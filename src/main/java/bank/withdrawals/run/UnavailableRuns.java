package bank.withdrawals.run;

import bank.withdrawals.job.InboxMover;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deals with interrupted runs that cannot resume, because their file is gone or has changed. */
@Component
class UnavailableRuns {

  private static final Logger log = LoggerFactory.getLogger(UnavailableRuns.class);

  private final RunHistory history;
  private final ExecutionRecovery recovery;
  private final RunSummaries summaries;
  private final InboxMover inbox;

  UnavailableRuns(
      RunHistory history, ExecutionRecovery recovery, RunSummaries summaries, InboxMover inbox) {
    this.history = history;
    this.recovery = recovery;
    this.summaries = summaries;
    this.inbox = inbox;
  }

  /** Leaves a run as it is and logs what to do. */
  Summary skip(Run run, boolean gone) {
    log.error(
        "Run {} was interrupted and its file {} {}: put it back, then run again.",
        run.runId(),
        run.path(),
        gone ? "is gone" : "has changed");
    return summaries.of(run);
  }

  /**
   * Ends a run that refused its file, but whose process died before the run ended. The file may be
   * in quarantine already, without its control file.
   *
   * @throws IOException if the control file cannot be moved
   */
  Summary finishRefused(Run run, boolean gone) throws IOException {
    if (gone && run.parameters().options().fromInbox()) {
      try {
        inbox.quarantine(run.path(), run.runId());
      } catch (NoSuchFileException removed) {
        log.info("{} is gone.", run.path());
      }
    }
    recovery.makeStartable(run.content());
    Run recovered = history.findByContent(run.content()).orElseThrow();
    Summary summary = summaries.of(recovered);
    recovery.saveOutcome(recovered, summary);
    return summary;
  }
}
