package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.files.Home;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.job.StepProgress;
import bank.withdrawals.job.StepProgressReader;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Starts, resumes and lists runs; the only one that touches the job repository from outside the
 * job.
 *
 * <p>Whether a run is made of a file say the {@link LaunchDecider} and the {@link Approvals}; the
 * {@link RunLauncher} launches it, or takes it up again. Of bytes that were run before, the summary
 * of that run is the answer.
 */
@Component
public class Runs {

  private static final Logger log = LoggerFactory.getLogger(Runs.class);

  private final LaunchDecider admissions;
  private final Approvals approvals;
  private final RunLauncher launcher;
  private final RunHistory history;
  private final RunSummaries summaries;
  private final Reports reports;
  private final StepProgressReader standings;
  private final RunLock lock;
  private final RunIds ids;
  private final Outbox journal;
  private final Inbox inbox;
  private final Home home;
  private final GracefulShutdown gracefulStop;
  private final Clock clock;

  Runs(
      LaunchDecider admissions,
      Approvals approvals,
      RunLauncher launcher,
      RunHistory history,
      RunSummaries summaries,
      Reports reports,
      StepProgressReader standings,
      RunLock lock,
      RunIds ids,
      Outbox journal,
      Inbox inbox,
      Home home,
      GracefulShutdown gracefulStop,
      Clock clock) {
    this.admissions = admissions;
    this.approvals = approvals;
    this.launcher = launcher;
    this.history = history;
    this.summaries = summaries;
    this.reports = reports;
    this.standings = standings;
    this.lock = lock;
    this.ids = ids;
    this.journal = journal;
    this.inbox = inbox;
    this.home = home;
    this.gracefulStop = gracefulStop;
    this.clock = clock;
  }

  /**
   * Sends pending events, resumes what was interrupted, then runs every new file of the inbox,
   * oldest name first. Ends at the first run that fails, because what comes after it may be about
   * the same accounts: the next run goes on there, and all comes in its order.
   *
   * @param outcomes told of each as soon as it is known
   * @throws RunLock.LockedException where another run is under way
   * @throws IOException where a file or directory fails
   */
  public void runInbox(RunOptions options, Consumer<RunOutcome> outcomes) throws IOException {
    exclusively(
        () -> {
          TakenUp takenUp = takeUp(outcomes);
          Inbox.Listing listing = inbox.list();
          for (Path growing : listing.stillGrowing()) {
            log.info("{} is still being written: left for the next run.", growing.getFileName());
          }
          boolean failed = takenUp.failed();
          for (Path file : listing.ready()) {
            if (takenUp.files().contains(file) || gracefulStop.isRequested()) {
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
   * Runs just these files, and leaves them where they are. Ends at the first run that fails.
   *
   * @param outcomes told of each as soon as it is known
   * @throws RunLock.LockedException where another run is under way
   * @throws IOException where a file or directory fails
   */
  public void runFiles(List<Path> paths, RunOptions options, Consumer<RunOutcome> outcomes)
      throws IOException {
    exclusively(
        () -> {
          boolean failed = false;
          for (Path path : paths) {
            if (failed) {
              log.warn("{} is left for the next run.", path.getFileName());
            } else if (!gracefulStop.isRequested()) {
              failed = tell(runOne(path, options), outcomes);
            }
          }
        });
  }

  /**
   * Sends the pending events of all runs, oldest first; debits nothing. Ends at the first run whose
   * events do not go out.
   *
   * @throws RunLock.LockedException where another run is under way
   * @throws IOException where a file or directory fails
   */
  public void publish(Consumer<RunOutcome> outcomes) throws IOException {
    exclusively(
        () -> {
          for (long run : journal.runsWithPendingEvents()) {
            if (gracefulStop.isRequested()) {
              return;
            }
            Summary summary = publish(run, history.lastOf(run).orElseThrow());
            outcomes.accept(new RunOutcome.Ran(summary, false));
            if (summary.totals().events().pending() > 0) {
              return;
            }
          }
        });
  }

  /** Whether a signal has come, after which nothing more is begun. */
  public boolean isStopping() {
    return gracefulStop.isRequested();
  }

  /** The latest runs, newest first. */
  public List<Summary> latest(int limit) {
    return history.latest(limit).stream().map(this::summary).toList();
  }

  /** One run, or empty where there is none of that number. */
  public Optional<Summary> find(long run) {
    return history.lastOf(run).map(this::summary);
  }

  /** Whether another process is at work on a run. */
  public boolean isUnderWay(long run) {
    return history.lastOf(run).map(this::isUnderWay).orElse(false);
  }

  /** How far the step at hand of a run has come; empty where it is at none that takes its time. */
  public Optional<StepProgress> standing(long run) {
    return history.lastOf(run).stream()
        .flatMap(execution -> execution.getStepExecutions().stream())
        .filter(step -> step.getStatus().isRunning())
        .findFirst()
        .flatMap(standings::of);
  }

  /** Writes the reports of a run again; empty where there is no run of that number. */
  public Optional<Path> report(long run) {
    return find(run)
        .map(
            summary -> {
              reports.write(home.output(run), summary);
              return home.output(run);
            });
  }

  private Summary summary(JobExecution execution) {
    Summary summary = summaries.of(execution);
    return isUnderWay(execution) ? summary.running() : summary;
  }

  /** An execution that never ended is one that still runs, or one whose process died. */
  private boolean isUnderWay(JobExecution execution) {
    return execution.getStatus().isRunning() && lock.otherHolder().isPresent();
  }

  /** Whether it failed. */
  private boolean runFromInbox(Path file, RunOptions options, Consumer<RunOutcome> outcomes)
      throws IOException {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return tell(runOne(file, options.inInbox()), outcomes);
      }
    } catch (NoSuchFileException gone) {
      log.debug("Gone while it was looked at", gone);
    }
    log.info("{} was taken out of the inbox again.", file.getFileName());
    return false;
  }

  /** Whether it failed. */
  private static boolean tell(RunOutcome outcome, Consumer<RunOutcome> outcomes) {
    outcomes.accept(outcome);
    return outcome instanceof RunOutcome.Ran ran && ran.summary().status() == RunStatus.FAILED;
  }

  private RunOutcome runOne(Path path, RunOptions options) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision admission = admissions.of(file);
    if (admission instanceof LaunchDecision.Refused refused) {
      return refused(file, refused, options);
    }
    if (admission instanceof LaunchDecision.RanBefore before) {
      return ranBefore(file, before.last(), options);
    }
    LaunchDecision.Admitted admitted = (LaunchDecision.Admitted) admission;
    Optional<Approval> missing =
        approvals.hold(
            file, admitted.sha256(), options.requireApproval(), options.requireControl());
    if (missing.isPresent()) {
      return new RunOutcome.Waits(missing.get());
    }
    JobExecution interrupted = admitted.interrupted();
    long run =
        interrupted == null ? ids.next() : RunParameters.of(interrupted.getJobParameters()).run();
    RunParameters parameters =
        new RunParameters(admitted.sha256(), run, file, options, false, Long.MAX_VALUE);
    return new RunOutcome.Ran(launcher.launch(parameters, admitted.last()), false);
  }

  private RunOutcome ranBefore(Path file, JobExecution last, RunOptions options)
      throws IOException {
    RunParameters run = RunParameters.of(last.getJobParameters());
    if (options.fromInbox()) {
      inbox.archive(file, Long.toString(run.run()));
    }
    return new RunOutcome.Ran(summaries.of(last), true);
  }

  /** Nothing to identify a run by, or no run to be made of it: told, but not kept as a run. */
  private RunOutcome refused(Path file, LaunchDecision.Refused refused, RunOptions options)
      throws IOException {
    long run = ids.next();
    Instant now = clock.instant();
    Summary summary =
        new Summary(
            RunTotals.undecided(
                run, file.getFileName().toString(), refused.sha256(), ControlTotal.NONE, now),
            RunStatus.REFUSED,
            RunStatus.REFUSED.exitCode(),
            refused.sentence(),
            0,
            now,
            now,
            0);
    reports.write(home.output(run), summary);
    if (options.fromInbox()) {
      inbox.quarantine(file, Long.toString(run));
    }
    return new RunOutcome.Ran(summary, false);
  }

  /**
   * Everything that was left undone, oldest run first: pending events go out, then what was
   * interrupted goes on. In this order, because events of later runs may wait behind those that an
   * interrupted one has already debited.
   *
   * <p>A run whose file is gone holds up nobody: it may never come back.
   */
  private TakenUp takeUp(Consumer<RunOutcome> outcomes) throws IOException {
    Set<Long> published = publishAll(outcomes);
    Set<Path> hadTheirTurn = new HashSet<>();
    boolean failed = false;
    boolean othersMayFollow = false;
    for (JobExecution last : history.unfinished()) {
      if (gracefulStop.isRequested() || failed) {
        break;
      }
      RunParameters run = RunParameters.of(last.getJobParameters());
      boolean debited = history.isDebited(run.sha256());
      boolean there = isThere(run);
      if (there) {
        hadTheirTurn.add(run.path());
      }
      if (!there && !debited) {
        leave(run, last, outcomes);
      } else if (!published.contains(run.run())) {
        log.info("Run {} goes on where it was interrupted.", run.run());
        Summary summary = launcher.launch(run.complete(), last);
        failed = tell(new RunOutcome.Ran(summary, false), outcomes);
        othersMayFollow |= !failed && summary.totals().events().pending() == 0;
      }
    }
    if (othersMayFollow) {
      publishAll(outcomes);
    }
    return new TakenUp(hadTheirTurn, failed);
  }

  /**
   * What was left undone and is taken up.
   *
   * @param files those that had their turn
   * @param failed whether one failed again
   */
  private record TakenUp(Set<Path> files, boolean failed) {}

  /**
   * Sends pending events, oldest run first, until some stay behind: Kafka does not take them, or
   * rows before them are undecided yet.
   *
   * @return the runs whose rows are all decided and that had their turn with that
   */
  private Set<Long> publishAll(Consumer<RunOutcome> outcomes) {
    Set<Long> hadTheirTurn = new HashSet<>();
    boolean allAreOut = true;
    for (long run : journal.runsWithPendingEvents()) {
      JobExecution last = history.lastOf(run).orElseThrow();
      boolean debited = history.isDebited(RunParameters.of(last.getJobParameters()).sha256());
      if (allAreOut && !gracefulStop.isRequested()) {
        Summary summary = publish(run, last);
        allAreOut = summary.totals().events().pending() == 0;
        if (debited) {
          outcomes.accept(new RunOutcome.Ran(summary, false));
        }
      }
      if (debited) {
        hadTheirTurn.add(run);
      }
    }
    return hadTheirTurn;
  }

  private Summary publish(long run, JobExecution last) {
    log.info("Run {}: sending its pending events.", run);
    RunParameters parameters = RunParameters.of(last.getJobParameters());
    return launcher.launch(
        parameters.publishingOnly(history.decidedThrough(parameters.sha256())), last);
  }

  /** Whether the run's file is where it was, and what it was. */
  private static boolean isThere(RunParameters run) throws IOException {
    return FileInspector.unreadable(run.path()).isEmpty()
        && FileInspector.sha256(run.path()).equals(run.sha256());
  }

  /** A run that cannot go on: its file is gone or another one; in the inbox, that has its turn. */
  private void leave(RunParameters run, JobExecution last, Consumer<RunOutcome> outcomes)
      throws IOException {
    boolean gone = !Files.exists(run.path(), LinkOption.NOFOLLOW_LINKS);
    if (history.isRefused(run.sha256())) {
      outcomes.accept(new RunOutcome.Ran(conclude(run, last, gone), false));
    } else if (gone || !run.options().fromInbox()) {
      log.error(
          "Run {} was interrupted and its file {} is {}: put it back, then run again.",
          run.run(),
          run.path(),
          gone ? "gone" : "not the same any more");
      outcomes.accept(new RunOutcome.Ran(summaries.of(last), false));
    }
  }

  /** The process died when the file was refused, and perhaps moved already. */
  private Summary conclude(RunParameters run, JobExecution interrupted, boolean gone)
      throws IOException {
    if (gone && run.options().fromInbox()) {
      try {
        inbox.quarantine(run.path(), Long.toString(run.run()));
      } catch (NoSuchFileException takenAway) {
        log.info("{} is not there any more.", run.path());
      }
    }
    return launcher.conclude(interrupted);
  }

  private void exclusively(GracefulShutdown.Work work) throws IOException {
    RunLock.Held held = lock.acquire();
    try {
      gracefulStop.finishing(work);
    } finally {
      held.close();
    }
  }
}
