package bank.withdrawals.run;

import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Summary;
import bank.withdrawals.telemetry.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Launches the job for a run:
 *
 * <ol>
 *   <li>Recover what the run's last process left: {@link ExecutionRecovery}.
 *   <li>Start the job. Spring Batch resumes the steps that are not complete.
 *   <li>After a transient database failure, restart from the last commit: {@link
 *       TransientFailures}. Renew the run lock first, because it may have been lost with its
 *       connection. If another run has taken it, the run ends: {@link RunLockRenewal}.
 * </ol>
 */
@Component
public class RunLauncher {

  private static final Logger log = LoggerFactory.getLogger(RunLauncher.class);

  private final JobOperator operator;
  private final Job job;
  private final ExecutionRecovery recovery;
  private final TransientFailures transientFailures;
  private final RunHistory history;
  private final RunSummaries summaries;
  private final RunLockRenewal renewal;

  RunLauncher(
      JobOperator operator,
      Job job,
      ExecutionRecovery recovery,
      TransientFailures transientFailures,
      RunHistory history,
      RunSummaries summaries,
      RunLockRenewal renewal) {
    this.operator = operator;
    this.job = job;
    this.recovery = recovery;
    this.transientFailures = transientFailures;
    this.history = history;
    this.summaries = summaries;
    this.renewal = renewal;
  }

  /**
   * Executes the job until it ends, whatever the result.
   *
   * @throws IllegalStateException if this process has not acquired the run lock
   * @throws RunLock.LockedException if another run has taken the run lock
   */
  public Summary launch(RunParameters run) {
    renewal.requireHeld();
    return LogFields.during(run.runId(), run.name(), () -> launchWithRestarts(run));
  }

  private Summary launchWithRestarts(RunParameters run) {
    RetryPolicy policy = transientFailures.restartPolicy();
    BackOffExecution backOff = policy.getBackOff().start();
    while (true) {
      recovery.makeStartable(run.content());
      JobExecution execution = start(run);
      renewal.executed(execution);
      // Not by its status: after a lost connection, Spring Batch cannot mark the step as FAILED.
      boolean restartable =
          execution.getAllFailureExceptions().stream().anyMatch(policy::shouldRetry);
      long delay = restartable ? backOff.nextBackOff() : BackOffExecution.STOP;
      if (delay == BackOffExecution.STOP) {
        return lockWasLost(execution) ? endWithoutLock(run, execution) : summaries.of(execution);
      }
      log.warn("Run {}: transient database failure, restarting in {} ms.", run.runId(), delay);
      try {
        renewAfter(delay, policy, backOff);
      } catch (RunLock.LockedException takenOver) {
        return renewal.end(run, execution, takenOver);
      }
      // Its last commit may have counted although it failed.
      Run latest = history.findByContent(run.content()).orElseThrow();
      if (latest.isComplete()) {
        return summaries.of(latest);
      }
    }
  }

  /** Renews the lock after a pause. If the database is still away, waits for the next pause. */
  private void renewAfter(long delay, RetryPolicy policy, BackOffExecution backOff) {
    pause(delay);
    try {
      renewal.renew();
    } catch (DataAccessException failure) {
      long next = policy.shouldRetry(failure) ? backOff.nextBackOff() : BackOffExecution.STOP;
      if (next == BackOffExecution.STOP) {
        throw failure;
      }
      log.warn("The database is still away, trying again in {} ms.", next);
      renewAfter(next, policy, backOff);
    }
  }

  private static boolean lockWasLost(JobExecution execution) {
    return execution.getAllFailureExceptions().stream()
        .anyMatch(
            failure ->
                NestedExceptionUtils.getMostSpecificCause(failure)
                    instanceof RunLock.LostException);
  }

  /** No restart is left. If another run has begun, it is right. */
  private Summary endWithoutLock(RunParameters run, JobExecution execution) {
    try {
      renewal.renew();
      return summaries.of(execution);
    } catch (RunLock.LockedException takenOver) {
      return renewal.end(run, execution, takenOver);
    }
  }

  private JobExecution start(RunParameters run) {
    try {
      return operator.start(job, run.toJobParameters());
    } catch (JobExecutionException impossibleUnderTheLock) {
      throw new IllegalStateException(
          "Run %d cannot be started".formatted(run.runId()), impossibleUnderTheLock);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
