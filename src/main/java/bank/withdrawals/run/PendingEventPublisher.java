package bank.withdrawals.run;

import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.outbox.RestoreComparison;
import bank.withdrawals.outbox.TransactionRecovery;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Publishes the pending events of all runs, oldest run first, so that an account's events keep
 * their order. Debits nothing. Stops at the first run that still has pending events afterwards:
 * Kafka did not accept them.
 */
@Component
public class PendingEventPublisher {

  private static final Logger log = LoggerFactory.getLogger(PendingEventPublisher.class);

  private final ExclusiveRun exclusive;
  private final TransactionRecovery transactions;
  private final Outbox outbox;
  private final RunHistory history;
  private final RunLauncher launcher;
  private final RefusalReporter refusals;
  private final RestoreComparison comparison;

  PendingEventPublisher(
      ExclusiveRun exclusive,
      TransactionRecovery transactions,
      Outbox outbox,
      RunHistory history,
      RunLauncher launcher,
      RefusalReporter refusals,
      RestoreComparison comparison) {
    this.exclusive = exclusive;
    this.transactions = transactions;
    this.outbox = outbox;
    this.history = history;
    this.launcher = launcher;
    this.refusals = refusals;
    this.comparison = comparison;
  }

  /**
   * Publishes.
   *
   * @param failOnParked whether a run with parked events has exit code 7 from now on
   * @param outcomes receives each outcome as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws IOException if a file or a directory cannot be written
   */
  public void publish(boolean failOnParked, Consumer<RunOutcome> outcomes) throws IOException {
    exclusive.execute(
        () -> {
          publish(run -> true, failOnParked, refusals.withLongerFiles(outcomes));
          refusals.reportLongerFiles(outcomes);
        });
  }

  /**
   * Compares the topic with a restored database, then publishes.
   *
   * @param failOnParked whether a run with parked events has exit code 7 from now on
   * @param found receives what the topic has, before anything is published
   * @param outcomes receives each outcome as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws bank.withdrawals.outbox.EventsNotReadException if the topic cannot be compared
   * @throws IOException if a file or a directory cannot be written
   */
  public void publishAfterRestore(
      boolean failOnParked, Consumer<RestoreComparison.Found> found, Consumer<RunOutcome> outcomes)
      throws IOException {
    exclusive.execute(
        () -> {
          transactions.endHanging();
          found.accept(comparison.compare());
          publish(run -> true, failOnParked, refusals.withLongerFiles(outcomes));
          refusals.reportLongerFiles(outcomes);
        });
  }

  /**
   * Publishes; the caller holds the lock. A run with undecided rows is not reported, because the
   * caller resumes it later and reports it then.
   *
   * @return the runs that had pending events before
   */
  List<Long> publishUnderLock(Consumer<RunOutcome> outcomes) {
    // Without pending events, debits need not wait for a broker.
    return outbox.runsWithPendingEvents().isEmpty()
        ? List.of()
        : publish(Run::isDebited, false, outcomes);
  }

  /**
   * Ends transactions that hang, if that was not done before, and publishes the events that this
   * has made pending; the caller holds the lock and has debited everything.
   */
  void publishHidden(Consumer<RunOutcome> outcomes) {
    if (!exclusive.isStopping() && transactions.hasEndedHanging()) {
      publishUnderLock(outcomes);
    }
  }

  private List<Long> publish(
      Predicate<Run> reported, boolean failOnParked, Consumer<RunOutcome> outcomes) {
    transactions.endHanging();
    List<Long> runIds = outbox.runsWithPendingEvents();
    for (long runId : runIds) {
      if (exclusive.isStopping()) {
        break;
      }
      Run run = history.find(runId).orElseThrow();
      RunParameters parameters = run.parameters();
      log.info("Run {}: publishing its pending events.", runId);
      RunOutcome.Ran outcome =
          new RunOutcome.Ran(
              launcher.launch(
                  parameters
                      .with(parameters.options().failingOnParked(failOnParked))
                      .publishOnly()),
              false);
      if (reported.test(run)) {
        outcomes.accept(outcome);
      }
      if (outcome.hasPendingEvents()) {
        break;
      }
    }
    return runIds;
  }
}
