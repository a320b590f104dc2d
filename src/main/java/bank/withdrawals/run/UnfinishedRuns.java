package bank.withdrawals.run;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Completes what earlier processes left undone:
 *
 * <ol>
 *   <li>Publish pending events. Events of an interrupted run come first, because events of later
 *       runs may wait for them.
 *   <li>Plan one action for each unfinished run.
 *   <li>Execute the plan, oldest run first, until a run fails.
 *   <li>Publish again what had to wait for a resumed run.
 * </ol>
 *
 * <p>A run whose file is gone delays no other run, because the file may never come back.
 */
@Component
class UnfinishedRuns {

  private static final Logger log = LoggerFactory.getLogger(UnfinishedRuns.class);

  private final RunHistory history;
  private final RunSummaries summaries;
  private final RunLauncher launcher;
  private final PendingEventPublisher publisher;
  private final ExclusiveRun exclusive;
  private final Inbox inbox;

  UnfinishedRuns(
      RunHistory history,
      RunSummaries summaries,
      RunLauncher launcher,
      PendingEventPublisher publisher,
      ExclusiveRun exclusive,
      Inbox inbox) {
    this.history = history;
    this.summaries = summaries;
    this.launcher = launcher;
    this.publisher = publisher;
    this.exclusive = exclusive;
    this.inbox = inbox;
  }

  /**
   * What was resumed.
   *
   * @param files the files of these runs, which are not new
   * @param failed whether a run failed
   */
  record Resumed(Set<Path> files, boolean failed) {}

  private enum Action {
    /** The run continues. */
    RESUME,
    /** The publisher completes the run, now or when Kafka accepts its events. */
    LEAVE_TO_PUBLISHER,
    /** The file was refused, and the process died before the run ended. */
    FINISH_REFUSED,
    /** The file is gone or has changed. */
    SKIP_UNAVAILABLE,
    /** A new file has the same name in the inbox, and runs in its turn. */
    LEAVE_TO_INBOX
  }

  private record Planned(Action action, RunParameters run, JobExecution last, boolean available) {}

  /** Resumes; the caller holds the run lock. */
  Resumed resume(Consumer<RunOutcome> outcomes) throws IOException {
    List<Long> withPendingEvents = publisher.publishUnderLock(outcomes);
    Set<Path> files = new HashSet<>();
    boolean failed = false;
    boolean othersMayFollow = false;
    for (Planned planned : plan(withPendingEvents)) {
      if (failed || exclusive.isStopping()) {
        break;
      }
      if (planned.available()) {
        files.add(planned.run().path());
      }
      switch (planned.action()) {
        case RESUME -> {
          log.info("Run {} resumes where it was interrupted.", planned.run().runId());
          Summary summary = launcher.launch(planned.run().complete(), planned.last());
          RunOutcome outcome = new RunOutcome.Ran(summary, false);
          outcomes.accept(outcome);
          failed = outcome.isFailure();
          othersMayFollow |= !failed && summary.totals().events().pending() == 0;
        }
        case FINISH_REFUSED -> outcomes.accept(new RunOutcome.Ran(finishRefused(planned), false));
        case SKIP_UNAVAILABLE ->
            outcomes.accept(new RunOutcome.Ran(skipUnavailable(planned), false));
        case LEAVE_TO_PUBLISHER, LEAVE_TO_INBOX -> {}
      }
    }
    if (othersMayFollow) {
      publisher.publishUnderLock(outcomes);
    }
    return new Resumed(files, failed);
  }

  private List<Planned> plan(List<Long> withPendingEvents) throws IOException {
    List<Planned> plan = new ArrayList<>();
    for (JobExecution last : history.unfinished()) {
      RunParameters run = RunParameters.of(last.getJobParameters());
      boolean available = isAvailable(run);
      Action action;
      if (history.isDebited(run.sha256())) {
        action =
            withPendingEvents.contains(run.runId()) ? Action.LEAVE_TO_PUBLISHER : Action.RESUME;
      } else if (available) {
        action = Action.RESUME;
      } else if (history.isRefused(run.sha256())) {
        action = Action.FINISH_REFUSED;
      } else {
        action =
            isGone(run) || !run.options().fromInbox()
                ? Action.SKIP_UNAVAILABLE
                : Action.LEAVE_TO_INBOX;
      }
      plan.add(new Planned(action, run, last, available));
    }
    return plan;
  }

  /** Whether the run's file is still in its place, with the same content. */
  private static boolean isAvailable(RunParameters run) throws IOException {
    return FileInspector.unreadable(run.path()).isEmpty()
        && FileInspector.sha256(run.path()).equals(run.sha256());
  }

  private static boolean isGone(RunParameters run) {
    return !Files.exists(run.path(), LinkOption.NOFOLLOW_LINKS);
  }

  private Summary skipUnavailable(Planned planned) {
    log.error(
        "Run {} was interrupted and its file {} {}: put it back, then run again.",
        planned.run().runId(),
        planned.run().path(),
        isGone(planned.run()) ? "is gone" : "has changed");
    return summaries.of(planned.last());
  }

  /** The file may or may not have been moved to quarantine. */
  private Summary finishRefused(Planned planned) throws IOException {
    RunParameters run = planned.run();
    if (isGone(run) && run.options().fromInbox()) {
      try {
        inbox.quarantine(run.path(), Long.toString(run.runId()));
      } catch (NoSuchFileException removed) {
        log.info("{} is gone.", run.path());
      }
    }
    return launcher.finish(planned.last());
  }
}
