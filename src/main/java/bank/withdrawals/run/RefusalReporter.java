package bank.withdrawals.run;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.files.Home;
import bank.withdrawals.files.Printable;
import bank.withdrawals.job.InboxMover;
import bank.withdrawals.job.RunIds;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reports a file that is refused before its run starts: it cannot be hashed, or it must not run. It
 * gets a run id for its report and its place in quarantine, but no job instance.
 */
@Component
class RefusalReporter {

  private static final Logger log = LoggerFactory.getLogger(RefusalReporter.class);

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
  Summary report(Path file, LaunchDecision.Refuse refuse, boolean fromInbox) {
    long runId = ids.next();
    Instant now = clock.instant();
    Summary summary =
        Summary.refused(
            RunTotals.undecided(
                runId, file.getFileName().toString(), refuse.sha256(), ControlTotal.NONE, 0, now),
            refuse.sentence(),
            now);
    reports.write(home.output(runId), summary);
    if (fromInbox) {
      quarantine(file, runId);
    }
    return summary;
  }

  /** A file that cannot be moved must not keep the files behind it from being run. */
  private void quarantine(Path file, long runId) {
    try {
      inbox.quarantine(file, runId);
    } catch (IOException failure) {
      log.warn(
          "{} is refused, and cannot be moved to quarantine ({}): it stays.",
          Printable.name(file),
          failure.toString());
    }
  }

  /**
   * Outcomes that are followed by those of files that the job has refused because they became
   * longer after they were read: {@link InboxMover#takeRefused}.
   */
  Consumer<RunOutcome> withLongerFiles(Consumer<RunOutcome> outcomes) {
    return outcome -> {
      outcomes.accept(outcome);
      reportLongerFiles(outcomes);
    };
  }

  /** Hands over the files that no other outcome was followed by. */
  void reportLongerFiles(Consumer<RunOutcome> outcomes) {
    inbox.takeRefused().forEach(summary -> outcomes.accept(new RunOutcome.Ran(summary, false)));
  }
}
