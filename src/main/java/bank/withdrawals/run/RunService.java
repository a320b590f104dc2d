package bank.withdrawals.run;

import bank.withdrawals.intake.Inbox;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.lock.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the files of the inbox, or the files that a caller names. */
@Component
public class RunService {

  private static final Logger log = LoggerFactory.getLogger(RunService.class);

  private final ExclusiveRun exclusive;
  private final UnfinishedRuns unfinished;
  private final FileRunner runner;
  private final Inbox inbox;

  RunService(ExclusiveRun exclusive, UnfinishedRuns unfinished, FileRunner runner, Inbox inbox) {
    this.exclusive = exclusive;
    this.unfinished = unfinished;
    this.runner = runner;
    this.inbox = inbox;
  }

  /**
   * Publishes pending events, resumes interrupted runs, then runs every new file of the inbox in
   * the order of names. Stops at the first run that fails, because later files may concern the same
   * accounts: the next call continues there, so the order is kept.
   *
   * @param outcomes receives each outcome as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws IOException if a file or a directory cannot be read or moved
   */
  public void runInbox(RunOptions options, Consumer<RunOutcome> outcomes) throws IOException {
    exclusive.execute(
        () -> {
          UnfinishedRuns.Resumed resumed = unfinished.resumeUnfinished(outcomes);
          Inbox.Listing listing = inbox.list();
          for (Path growing : listing.stillGrowing()) {
            log.info("{} is still being written: left for the next run.", growing.getFileName());
          }
          boolean failed = resumed.failed();
          for (Path file : listing.ready()) {
            if (resumed.files().contains(file) || exclusive.isStopping()) {
              continue;
            }
            if (failed) {
              log.warn("{} is left for the next run.", file.getFileName());
            } else {
              failed = runFromInbox(file, options, outcomes);
            }
          }
        });
  }

  /**
   * Runs these files and leaves them where they are. Stops at the first run that fails.
   *
   * @param outcomes receives each outcome as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws IOException if a file or a directory cannot be read
   */
  public void runFiles(List<Path> paths, RunOptions options, Consumer<RunOutcome> outcomes)
      throws IOException {
    exclusive.execute(
        () -> {
          boolean failed = false;
          for (Path path : paths) {
            if (failed) {
              log.warn("{} is left for the next run.", path.getFileName());
            } else if (!exclusive.isStopping()) {
              RunOutcome outcome = runner.run(path, options);
              outcomes.accept(outcome);
              failed = outcome.isFailure();
            }
          }
        });
  }

  /** Returns whether the run failed. A file that its sender has removed again is no failure. */
  private boolean runFromInbox(Path file, RunOptions options, Consumer<RunOutcome> outcomes)
      throws IOException {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        RunOutcome outcome = runner.run(file, options.inInbox());
        outcomes.accept(outcome);
        return outcome.isFailure();
      }
    } catch (NoSuchFileException removed) {
      log.debug("Removed while it was read", removed);
    }
    log.info("{} was removed from the inbox.", file.getFileName());
    return false;
  }
}
