package bank.withdrawals.job;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.files.Home;
import bank.withdrawals.files.Printable;
import bank.withdrawals.intake.ArchivedOriginal;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.InboxExit;
import bank.withdrawals.intake.JudgedBytes;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Moves files out of the inbox. Only the holder of the run lock may do so. */
@Component
public class InboxMover {

  private static final Logger log = LoggerFactory.getLogger(InboxMover.class);

  private final InboxExit exit;
  private final RunLock lock;
  private final RunIds ids;
  private final Reports reports;
  private final Home home;
  private final Clock clock;
  private final Queue<Summary> refused = new ArrayDeque<>();

  InboxMover(Inbox inbox, RunLock lock, RunIds ids, Reports reports, Home home, Clock clock) {
    this.exit = inbox.exit();
    this.lock = lock;
    this.ids = ids;
    this.reports = reports;
    this.home = home;
    this.clock = clock;
  }

  /**
   * Moves the original of a run whose rows are decided to the archive. If bytes were written to it
   * after it was read, only the judged ones are archived, and the longer file is refused: {@link
   * #takeRefused}.
   *
   * @param path where the original was
   * @return a sentence for the summary of the run; empty if the original is in the archive as it
   *     was
   * @throws IOException if it cannot be moved
   */
  String archiveOriginal(Path path, RegisteredFile file) throws IOException {
    lock.requireHeld();
    String run = Long.toString(file.runId());
    ArchivedOriginal archived =
        exit.archiveJudged(path, run, new JudgedBytes(file.bytes(), file.sha256()));
    List<String> sentences = new ArrayList<>();
    if (archived.isLonger()) {
      Summary longer = refuseLonger(path, file);
      sentences.add(
          "Bytes were written to the file after it was read: the longer file is refused, see run %d."
              .formatted(longer.totals().runId()));
    }
    if (!archived.isKept()) {
      sentences.add(
          "The bytes that were read are gone, because the file was removed or replaced meanwhile: the archive does not have them.");
    }
    sentences.forEach(sentence -> log.warn("{}: {}", Printable.name(path), sentence));
    return String.join(" ", sentences);
  }

  private Summary refuseLonger(Path path, RegisteredFile file) throws IOException {
    long runId = ids.next();
    Instant now = clock.instant();
    Path aside = exit.setAside(path, Long.toString(file.runId()));
    Summary summary =
        Summary.refused(
            RunTotals.undecided(
                runId,
                path.getFileName().toString(),
                FileInspector.sha256(aside),
                ControlTotal.NONE,
                0,
                now),
            "%s: bytes were written to it after run %d had read its first %,d bytes. The rows in these are decided, those after them are not: send them in a file of their own."
                .formatted(Printable.name(path), file.runId(), file.bytes()),
            now);
    reports.write(home.output(runId), summary);
    exit.renameSetAside(path, Long.toString(file.runId()), Long.toString(runId));
    refused.add(summary);
    return summary;
  }

  /** The files that were refused while others were archived, since the last call. */
  public List<Summary> takeRefused() {
    List<Summary> taken = List.copyOf(refused);
    refused.clear();
    return taken;
  }

  /**
   * Moves a file with the content of a complete run to the archive, unless it was changed since.
   *
   * @return whether it had the content
   * @throws IOException if it cannot be moved
   */
  public boolean archiveRepeated(Path path, RegisteredFile file) throws IOException {
    lock.requireHeld();
    return exit.archiveRepeated(
        path, Long.toString(file.runId()), new JudgedBytes(file.bytes(), file.sha256()));
  }

  /**
   * Moves a file and its control file to quarantine. If the file is there already, this moves a
   * control file that a crash has left behind.
   *
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if it cannot be moved
   */
  public void quarantine(Path file, long runId) throws IOException {
    lock.requireHeld();
    exit.quarantine(file, Long.toString(runId));
  }
}
