package bank.withdrawals.run;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.files.Home;
import bank.withdrawals.job.InboxMover;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Reports a file that is refused before its run starts: it cannot be hashed, or it must not run. It
 * gets a run id for its report and its place in quarantine, but no job instance.
 */
@Component
class RefusalReporter {

  private final RunIds ids;
  private final Reports reports;
  private final InboxMover inbox;
  private final Home home;
  private final Clock clock;

  RefusalReporter(RunIds ids, Reports reports, InboxMover inbox, Home home, Clock clock) {
    this.ids = ids;
    this.reports = reports;
    this.inbox = inbox;
    this.home = home;
    this.clock = clock;
  }

  /** Writes the report, and moves a file of the inbox to quarantine. */
  Summary report(Path file, LaunchDecision.Refuse refuse, boolean fromInbox) throws IOException {
    long runId = ids.next();
    Instant now = clock.instant();
    Summary summary =
        new Summary(
            RunTotals.undecided(
                runId, file.getFileName().toString(), refuse.sha256(), ControlTotal.NONE, now),
            RunStatus.REFUSED,
            RunStatus.REFUSED.exitCode(),
            refuse.sentence(),
            0,
            now,
            now,
            0);
    reports.write(home.output(runId), summary);
    if (fromInbox) {
      inbox.quarantine(file, runId);
    }
    return summary;
  }
}
