package bank.withdrawals.run;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.job.WithdrawalJobConfiguration;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Summary;
import bank.withdrawals.telemetry.LogFields;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Launches a run, or takes it up where it ended:
 *
 * <ol>
 *   <li>An execution that its process did not live to end is recovered. Only the holder of the run
 *       lock may do so, because nothing else tells a dead execution from a live one.
 *   <li>Start the job; Spring Batch resumes the steps that are not complete.
 *   <li>After a passing database failure, go on from the last commit, a bounded number of times;
 *       the lock may have gone with the connection, so it is made sure of first.
 * </ol>
 */
@Component
public class RunLauncher {

  private static final Logger log = LoggerFactory.getLogger(RunLauncher.class);

  private final JobOperator operator;
  private final JobRepository repository;
  private final Job job;
  private final RunSummaries summaries;
  private final JobSettings settings;
  private final GracefulShutdown gracefulStop;
  private final RunLock lock;

  RunLauncher(
      JobOperator operator,
      JobRepository repository,
      Job job,
      RunSummaries summaries,
      JobSettings settings,
      GracefulShutdown gracefulStop,
      RunLock lock) {
    this.operator = operator;
    this.repository = repository;
    this.job = job;
    this.summaries = summaries;
    this.settings = settings;
    this.gracefulStop = gracefulStop;
    this.lock = lock;
  }

  /**
   * Runs the job to its end, whatever that is.
   *
   * @param last the run's execution before this one, or null where it is new
   */
  public Summary launch(RunParameters run, @Nullable JobExecution last) {
    return LogFields.during(run.runId(), run.name(), () -> launchLogged(run, last));
  }

  private Summary launchLogged(RunParameters run, @Nullable JobExecution last) {
    if (last == null) {
      forgetUnbegun(run);
    } else {
      recover(last.getId());
    }
    Duration delay = settings.firstDelay();
    for (int restarts = 0; ; restarts++) {
      JobExecution execution = start(run);
      if (restarts == settings.restarts()
          || gracefulStop.isRequested()
          || !failedInPassing(execution)) {
        return summaries.of(execution);
      }
      log.warn(
          "Run {}: the database failed in passing; going on in {} ms.",
          run.runId(),
          delay.toMillis());
      pause(delay);
      delay = delay.multipliedBy(2);
      lock.renew();
      // While the lock was lost, another run may have taken over and even have come to the end.
      JobExecution latest = latest(execution);
      if (latest.getStatus() == BatchStatus.COMPLETED) {
        return summaries.of(latest);
      }
      recover(latest.getId());
    }
  }

  /**
   * Spring Batch makes an instance and its first execution in two transactions, and never starts an
   * instance that died in between.
   */
  private void forgetUnbegun(RunParameters run) {
    JobInstance unbegun =
        repository.getJobInstance(
            WithdrawalJobConfiguration.NAME, RunParameters.identifying(run.sha256()));
    if (unbegun != null) {
      repository.deleteJobInstance(unbegun);
    }
  }

  /** Ends a run that has come to its outcome, and whose process did not live to keep it. */
  Summary finish(JobExecution dead) {
    recover(dead.getId());
    JobExecution execution = Objects.requireNonNull(repository.getJobExecution(dead.getId()));
    Summary summary = summaries.of(execution);
    execution.setExitStatus(new ExitStatus(summary.status().name(), summary.message()));
    repository.update(execution);
    return summary;
  }

  private JobExecution start(RunParameters run) {
    try {
      return operator.start(job, run.toJobParameters());
    } catch (JobExecutionException impossibleUnderTheLock) {
      throw new IllegalStateException(
          "Run %d cannot be started".formatted(run.runId()), impossibleUnderTheLock);
    }
  }

  /**
   * Makes every step that did not complete one that can be resumed. A step may be left as running
   * (its process died), as unknown (its end could not be saved; its last chunk either committed
   * with its position or did not at all, so that is as good as a failure), or as abandoned (Spring
   * Batch marks so a failed step behind which the flow went on, here to the report). A resumed step
   * that committed nothing before its process died has no position saved: it gets back the one it
   * had resumed from.
   */
  private void recover(long executionId) {
    JobExecution execution = repository.getJobExecution(executionId);
    if (execution == null || execution.getStatus() == BatchStatus.COMPLETED) {
      return;
    }
    for (StepExecution step : execution.getStepExecutions()) {
      if (step.getExecutionContext().isEmpty()) {
        restorePosition(step);
      }
      if (step.getStatus() == BatchStatus.UNKNOWN || step.getStatus() == BatchStatus.ABANDONED) {
        step.setStatus(BatchStatus.FAILED);
        repository.update(step);
      }
    }
    if (execution.getStatus() == BatchStatus.UNKNOWN) {
      execution.setStatus(BatchStatus.FAILED);
    }
    operator.recover(execution);
  }

  private void restorePosition(StepExecution step) {
    repository.getJobExecutions(step.getJobExecution().getJobInstance()).stream()
        .flatMap(execution -> execution.getStepExecutions().stream())
        .filter(other -> other.getStepName().equals(step.getStepName()))
        .filter(other -> other.getId() < step.getId())
        .max(Comparator.comparing(StepExecution::getId))
        .filter(before -> before.getStatus() != BatchStatus.COMPLETED)
        .ifPresent(
            before -> {
              step.setExecutionContext(before.getExecutionContext());
              repository.updateExecutionContext(step);
            });
  }

  /** Its status tells less: where the connection is lost, a step cannot even be ended as failed. */
  private static boolean failedInPassing(JobExecution execution) {
    return execution.getAllFailureExceptions().stream().anyMatch(RunLauncher::isTransient);
  }

  /** Going on from the last commit is safe after any of them; a rollback that failed hides why. */
  private static boolean isTransient(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TransientDataAccessException
          || cause instanceof RecoverableDataAccessException
          || cause instanceof DataAccessResourceFailureException
          || cause instanceof TransactionException
          || cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || (cause instanceof SQLException sql && isTransient(sql))) {
        return true;
      }
    }
    return false;
  }

  /**
   * SQLSTATE classes 08 (connection) and 57P (PostgreSQL: shut down by an operator), and 55P03
   * (PostgreSQL: a lock was not to be had in time).
   */
  private static boolean isTransient(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.equals("55P03"));
  }

  private JobExecution latest(JobExecution execution) {
    return Objects.requireNonNull(repository.getLastJobExecution(execution.getJobInstance()));
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
