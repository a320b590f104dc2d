package bank.withdrawals.run;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.WorkFiles;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Completes what earlier processes left undone:
 *
 * <ol>
 *   <li>Publish pending events. This comes first, because events of later runs may wait for those
 *       that an interrupted run has already debited.
 *   <li>For each unfinished run, oldest first, plan one action and execute it, until a run fails.
 *   <li>Publish again, because events may have waited for a run that is complete now.
 * </ol>
 *
 * <p>A run whose file is gone delays no other run, because the file may never come back. Nor does a
 * run that fails again before it has received its file, because it has debited nothing.
 */
@Component
class UnfinishedRuns {

  private static final Logger log = LoggerFactory.getLogger(UnfinishedRuns.class);

  private final RunHistory history;
  private final RunLauncher launcher;
  private final UnavailableRuns unavailable;
  private final PendingEventPublisher publisher;
  private final ExclusiveRun exclusive;
  private final WorkFiles workFiles;

  UnfinishedRuns(
      RunHistory history,
      RunLauncher launcher,
      UnavailableRuns unavailable,
      PendingEventPublisher publisher,
      ExclusiveRun exclusive,
      WorkFiles workFiles) {
    this.history = history;
    this.launcher = launcher;
    this.unavailable = unavailable;
    this.publisher = publisher;
    this.exclusive = exclusive;
    this.workFiles = workFiles;
  }

  /**
   * What was resumed.
   *
   * @param files the files of runs that failed again, which are not new
   * @param failed whether a run failed that has received its file
   */
  record Resumed(Set<Path> files, boolean failed) {}

  private enum Action {
    /** Launch the run. */
    RESUME,
    /** End the run: its file was refused before its process died. */
    FINISH_REFUSED,
    /** Leave the run as it is: its file is gone or has changed. */
    SKIP_UNAVAILABLE,
    /** Do nothing: a new file has the same name in the inbox, and runs in its turn. */
    LEAVE_TO_INBOX,
    /** Do nothing: only events are pending, and the publisher has tried them. */
    LEAVE_TO_PUBLISHER
  }

  /**
   * What to do with one run.
   *
   * @param gone whether no file is in its place
   */
  private record Planned(Action action, Run run, boolean gone) {}

  /**
   * Completes what is unfinished. The caller holds the run lock.
   *
   * @throws IOException if a file cannot be read or moved
   */
  Resumed resumeUnfinished(Consumer<RunOutcome> outcomes) throws IOException {
    List<Long> withPendingEvents = publisher.publishUnderLock(outcomes);
    Set<Path> files = new HashSet<>();
    boolean failed = false;
    boolean eventsMayFollow = false;
    for (Run run : history.unfinished()) {
      if (failed || exclusive.isStopping()) {
        break;
      }
      // Not earlier: the file may change while another run resumes.
      Planned planned = plan(run, withPendingEvents);
      Optional<RunOutcome.Ran> outcome = execute(planned);
      outcome.ifPresent(outcomes);
      if (planned.action() == Action.RESUME && outcome.isPresent()) {
        boolean again = outcome.get().isFailure();
        if (again) {
          files.add(run.path());
        }
        failed = again && workFiles.isReceived(run.runId());
        eventsMayFollow |= !again && !outcome.get().hasPendingEvents();
      }
    }
    if (eventsMayFollow) {
      publisher.publishUnderLock(outcomes);
    }
    return new Resumed(files, failed);
  }

  /** Publishes what transactions that hang have hidden. Comes last: it needs the broker. */
  void publishHidden(Consumer<RunOutcome> outcomes) {
    publisher.publishHidden(outcomes);
  }

  private Planned plan(Run run, List<Long> withPendingEvents) throws IOException {
    boolean available = isAvailable(run);
    boolean gone = !Files.exists(run.path(), LinkOption.NOFOLLOW_LINKS);
    Action action;
    if (run.isDebited()) {
      action = withPendingEvents.contains(run.runId()) ? Action.LEAVE_TO_PUBLISHER : Action.RESUME;
    } else if (available) {
      action = Action.RESUME;
    } else if (run.isRefused()) {
      action = Action.FINISH_REFUSED;
    } else {
      boolean replaced = !gone && run.parameters().options().fromInbox();
      action = replaced ? Action.LEAVE_TO_INBOX : Action.SKIP_UNAVAILABLE;
    }
    return new Planned(action, run, gone);
  }

  private Optional<RunOutcome.Ran> execute(Planned planned) throws IOException {
    Run run = planned.run();
    return switch (planned.action()) {
      case RESUME -> {
        log.info("Run {} resumes where it was interrupted.", run.runId());
        yield ran(launcher.launch(run.parameters().complete()));
      }
      case FINISH_REFUSED -> ran(unavailable.finishRefused(run, planned.gone()));
      case SKIP_UNAVAILABLE -> ran(unavailable.skip(run, planned.gone()));
      case LEAVE_TO_INBOX, LEAVE_TO_PUBLISHER -> Optional.empty();
    };
  }

  private static Optional<RunOutcome.Ran> ran(Summary summary) {
    return Optional.of(new RunOutcome.Ran(summary, false));
  }

  /** Whether the run can read its rows: from its work file, or from the original. */
  private boolean isAvailable(Run run) throws IOException {
    if (workFiles.isIntact(run.runId())) {
      return true;
    }
    return FileInspector.unreadable(run.path()).isEmpty()
        && FileInspector.sha256(run.path()).equals(run.sha256());
  }
}
