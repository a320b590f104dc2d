package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.Summary;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * Takes a lost run lock again, unless another run began meanwhile:
 *
 * <ol>
 *   <li>Note the latest execution in the job repository when the lock is acquired, and each
 *       execution of this process.
 *   <li>If the lock is lost, acquire it again, once. No other run can begin now.
 *   <li>If the job repository has an execution after the noted one, another run began meanwhile: it
 *       may have resumed or completed what this process was working on. So this process stops.
 * </ol>
 */
@Component
class RunLockRenewal {

  private final RunLock lock;
  private final RunHistory history;
  private final ExecutionRecovery recovery;
  private final RunSummaries summaries;
  private final Reports reports;
  private final Home home;
  private long latest;

  RunLockRenewal(
      RunLock lock,
      RunHistory history,
      ExecutionRecovery recovery,
      RunSummaries summaries,
      Reports reports,
      Home home) {
    this.lock = lock;
    this.history = history;
    this.recovery = recovery;
    this.summaries = summaries;
    this.reports = reports;
    this.home = home;
  }

  /** The lock was acquired. */
  void acquired() {
    latest = history.latestExecution();
  }

  /** This process has executed the job. */
  void executed(JobExecution execution) {
    latest = execution.getId();
  }

  /**
   * Renews the lock if it was lost.
   *
   * @throws RunLock.LockedException if another run has begun since
   * @throws IllegalStateException if this process has not acquired the lock
   */
  void requireHeld() {
    try {
      lock.requireHeld();
    } catch (RunLock.LostException lost) {
      renew();
    }
  }

  /** As {@link #requireHeld}, after a failure with which the connection may have been lost. */
  void renew() {
    lock.renew();
    if (history.latestExecution() > latest) {
      throw new RunLock.LockedException(
          "The run lock was lost, and another run has begun since: this one stops. `status` shows"
              + " all runs; run again if one is left.");
    }
  }

  /**
   * Ends a run that this process was executing when another run took the lock: with exit code 6 in
   * the job repository and the reports. If the other run has resumed this one, both are its own.
   *
   * @throws RunLock.LockedException {@code takenOver}, if the other run has resumed this one
   */
  Summary end(RunParameters run, JobExecution execution, RunLock.LockedException takenOver) {
    if (!isLast(run, execution)) {
      throw takenOver;
    }
    try {
      recovery.recover(execution.getId());
      Run recovered = history.findByContent(run.content()).orElseThrow();
      RunSummaries.endWithoutLock(recovered.lastExecution(), takenOver.getMessage());
      Summary summary = summaries.of(recovered);
      recovery.saveOutcome(recovered, summary);
      reports.write(home.output(run.runId()), summary);
      return summary;
    } catch (OptimisticLockingFailureException resumedMeanwhile) {
      throw takenOver;
    }
  }

  private boolean isLast(RunParameters run, JobExecution execution) {
    return history
        .findByContent(run.content())
        .filter(latestOfRun -> latestOfRun.lastExecution().getId() == execution.getId())
        .isPresent();
  }
}
