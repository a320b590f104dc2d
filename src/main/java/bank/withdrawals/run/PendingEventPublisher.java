package bank.withdrawals.run;

import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Publishes the pending events of all runs, oldest run first, so that an account's events keep
 * their order. Debits nothing. Stops at the first run that still has pending events afterwards:
 * Kafka did not accept them, or rows before them are undecided.
 */
@Component
public class PendingEventPublisher {

  private static final Logger log = LoggerFactory.getLogger(PendingEventPublisher.class);

  private final ExclusiveRun exclusive;
  private final Outbox outbox;
  private final RunHistory history;
  private final RunLauncher launcher;

  PendingEventPublisher(
      ExclusiveRun exclusive, Outbox outbox, RunHistory history, RunLauncher launcher) {
    this.exclusive = exclusive;
    this.outbox = outbox;
    this.history = history;
    this.launcher = launcher;
  }

  /**
   * Publishes.
   *
   * @param outcomes receives each outcome as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws IOException if a file or a directory cannot be written
   */
  public void publish(Consumer<RunOutcome> outcomes) throws IOException {
    exclusive.execute(() -> publish(run -> true, outcomes));
  }

  /**
   * Publishes; the caller holds the lock. A run with undecided rows is not reported, because the
   * caller resumes it later and reports it then.
   *
   * @return the runs that had pending events before
   */
  List<Long> publishUnderLock(Consumer<RunOutcome> outcomes) {
    return publish(run -> history.isDebited(run.sha256()), outcomes);
  }

  private List<Long> publish(Predicate<RunParameters> reported, Consumer<RunOutcome> outcomes) {
    List<Long> runIds = outbox.runsWithPendingEvents();
    boolean nonePending = true;
    for (long runId : runIds) {
      if (!nonePending || exclusive.isStopping()) {
        break;
      }
      JobExecution last = history.lastOf(runId).orElseThrow();
      RunParameters run = RunParameters.of(last.getJobParameters());
      log.info("Run {}: publishing its pending events.", runId);
      Summary summary =
          launcher.launch(run.publishOnly(history.decidedThrough(run.sha256())), last);
      nonePending = summary.totals().events().pending() == 0;
      if (reported.test(run)) {
        outcomes.accept(new RunOutcome.Ran(summary, false));
      }
    }
    return runIds;
  }
}
