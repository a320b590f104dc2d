package bank.withdrawals.run;

import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.InboxListing;
import bank.withdrawals.intake.Unprocessed;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.EventsPreflight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the files of the inbox, or the files that a caller names. */
@Component
public class RunService {

  private static final Logger log = LoggerFactory.getLogger(RunService.class);

  private static final int MOST_NAMED = 10;

  private final ExclusiveRun exclusive;
  private final UnfinishedRuns unfinished;
  private final FileRunner runner;
  private final RefusalReporter refusals;
  private final Inbox inbox;
  private final EventsPreflight events;

  RunService(
      ExclusiveRun exclusive,
      UnfinishedRuns unfinished,
      FileRunner runner,
      RefusalReporter refusals,
      Inbox inbox,
      EventsPreflight events) {
    this.exclusive = exclusive;
    this.unfinished = unfinished;
    this.runner = runner;
    this.refusals = refusals;
    this.inbox = inbox;
    this.events = events;
  }

  /**
   * Publishes pending events, resumes interrupted runs, then runs every new file of the inbox in
   * the order of names. Stops at the first run that fails, because later files may concern the same
   * accounts: the next call continues there, so the order is kept.
   *
   * @param outcomes receives each outcome as soon as it is known
   * @return what lies in the inbox and was not processed; it is also logged
   * @throws RunLock.LockedException if another run is under way
   * @throws IOException if a file or a directory cannot be read or moved
   */
  public List<Unprocessed> runInbox(RunOptions options, Consumer<RunOutcome> outcomes)
      throws IOException {
    List<Unprocessed> left = new ArrayList<>();
    exclusive.execute(
        () -> {
          requireWritable();
          events.requireTopicForEvents();
          Consumer<RunOutcome> all = refusals.withLongerFiles(outcomes);
          UnfinishedRuns.Resumed resumed = unfinished.resumeUnfinished(all);
          InboxListing listing = inbox.list();
          InboxRun run = new InboxRun(runner, inbox, listing, options.inInbox());
          boolean failed = resumed.failed();
          for (Path file : run.files()) {
            if (resumed.files().contains(file) || exclusive.isStopping()) {
              continue;
            }
            if (failed) {
              log.warn("{} is left for the next run.", file.getFileName());
            } else {
              Optional<RunOutcome> outcome = run.process(file);
              outcome.ifPresent(all);
              failed = outcome.map(RunOutcome::isFailure).orElse(false);
            }
          }
          unfinished.publishHidden(all);
          refusals.reportLongerFiles(outcomes);
          left.addAll(run.left());
          log(left);
        });
    return left;
  }

  /** Otherwise the files would be debited, and could not be moved away afterwards. */
  private void requireWritable() {
    inbox
        .exit()
        .unwritable()
        .ifPresent(
            directory -> {
              String sentence =
                  "The directory %s cannot be written, so files could not be moved out of the inbox: fix its permissions. Nothing was debited."
                      .formatted(directory);
              throw new UncheckedIOException(
                  sentence, new AccessDeniedException(directory.toString()));
            });
  }

  private static void log(List<Unprocessed> left) {
    left.stream().limit(MOST_NAMED).forEach(each -> log.warn("{}", each.sentence()));
    if (left.size() > MOST_NAMED) {
      log.warn("And {} more; `status` names all.", left.size() - MOST_NAMED);
    }
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
          events.requireTopicForEvents();
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
}
