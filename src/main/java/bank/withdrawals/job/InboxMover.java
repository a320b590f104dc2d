package bank.withdrawals.job;

import bank.withdrawals.intake.Inbox;
import bank.withdrawals.lock.RunLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Moves files out of the inbox. Only the holder of the run lock may do so. */
@Component
public class InboxMover {

  private final Inbox inbox;
  private final RunLock lock;

  InboxMover(Inbox inbox, RunLock lock) {
    this.inbox = inbox;
    this.lock = lock;
  }

  /**
   * Moves a file and its control file to the archive. If the file is there already, this moves a
   * control file that a crash has left behind.
   *
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if it cannot be moved
   */
  public void archive(Path file, long runId) throws IOException {
    lock.requireHeld();
    inbox.archive(file, Long.toString(runId));
  }

  /**
   * Moves a file and its control file to quarantine, like {@link #archive}.
   *
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if it cannot be moved
   */
  public void quarantine(Path file, long runId) throws IOException {
    lock.requireHeld();
    inbox.quarantine(file, Long.toString(runId));
  }
}
