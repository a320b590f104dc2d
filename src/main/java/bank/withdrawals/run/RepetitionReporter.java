package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.files.Printable;
import bank.withdrawals.job.InboxMover;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RepeatedFiles;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reports a file with the content of a complete run:
 *
 * <ol>
 *   <li>Record its name and the time, for {@code status} and the summary of the run.
 *   <li>Move a file of the inbox to the archive, unless it was changed since it was compared. Then
 *       it stays for the next run.
 *   <li>Write the summary of the run and the index again.
 * </ol>
 *
 * <p>If the process is killed in between, the file is found again, and recorded once more.
 */
@Component
class RepetitionReporter {

  private static final Logger log = LoggerFactory.getLogger(RepetitionReporter.class);

  private final RepeatedFiles repeated;
  private final FileRegister files;
  private final InboxMover inbox;
  private final RunSummaries summaries;
  private final Reports reports;
  private final Home home;
  private final Clock clock;

  RepetitionReporter(
      RepeatedFiles repeated,
      FileRegister files,
      InboxMover inbox,
      RunSummaries summaries,
      Reports reports,
      Home home,
      Clock clock) {
    this.repeated = repeated;
    this.files = files;
    this.inbox = inbox;
    this.summaries = summaries;
    this.reports = reports;
    this.home = home;
    this.clock = clock;
  }

  /**
   * Reports a file.
   *
   * @return the summary of the run, with the file as its latest repetition
   * @throws IOException if the file cannot be read or moved
   */
  Summary report(Path file, Run run, boolean fromInbox) throws IOException {
    repeated.add(run.runId(), file.getFileName().toString(), clock.instant());
    if (fromInbox && !inbox.archiveRepeated(file, files.get(run.runId()))) {
      log.warn("{} was changed while it was compared: it stays.", Printable.name(file));
    }
    Summary summary = summaries.of(run);
    reports.writeSummary(home.output(run.runId()), summary);
    return summary;
  }
}
