package bank.withdrawals.run;

import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.WithdrawalJobConfiguration;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.Summary;
import java.util.Comparator;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * Makes a run startable again, whatever state its last process left in the job repository:
 *
 * <ol>
 *   <li>Delete a job instance without executions. Spring Batch creates an instance and its first
 *       execution in two transactions, and never starts an instance whose process died in between.
 *   <li>Give a step without a saved position the one that it had resumed from. A resumed step has
 *       none until its first commit.
 *   <li>Mark UNKNOWN and ABANDONED steps as FAILED. The end of an UNKNOWN step could not be saved;
 *       its last chunk either committed with its position or did not commit at all. A failed step
 *       is ABANDONED if the flow continued after it, here to the report.
 *   <li>Mark steps and executions without an end as FAILED, because their process died.
 *   <li>Mark a COMPLETED execution as FAILED. Its run has events that count as published no longer:
 *       {@link bank.withdrawals.outbox.TransactionRecovery}.
 * </ol>
 *
 * <p>Nothing distinguishes a dead execution from a live one, so only the holder of the run lock may
 * recover, and only if no worker has a slice any more.
 */
@Component
class ExecutionRecovery {

  private final JobOperator operator;
  private final JobRepository repository;
  private final RunLock lock;

  ExecutionRecovery(JobOperator operator, JobRepository repository, RunLock lock) {
    this.operator = operator;
    this.repository = repository;
    this.lock = lock;
  }

  /** Makes the run of a content startable; does nothing if it never started. */
  void makeStartable(String content) {
    lock.awaitWorkers();
    JobInstance instance =
        repository.getJobInstance(
            WithdrawalJobConfiguration.NAME, RunParameters.identifying(content));
    if (instance == null) {
      return;
    }
    JobExecution last = repository.getLastJobExecution(instance);
    if (last == null) {
      repository.deleteJobInstance(instance);
    } else {
      recover(last.getId());
    }
  }

  /** Saves the outcome of a recovered run that this process does not start again. */
  void saveOutcome(Run run, Summary summary) {
    JobExecution execution = run.lastExecution();
    execution.setExitStatus(new ExitStatus(summary.status().name(), summary.message()));
    repository.update(execution);
    repository.updateExecutionContext(execution);
  }

  /** Recovers one execution, which must be known to be dead. */
  void recover(long executionId) {
    JobExecution execution = repository.getJobExecution(executionId);
    if (execution == null) {
      return;
    }
    if (execution.getStatus() == BatchStatus.COMPLETED) {
      execution.setStatus(BatchStatus.FAILED);
      repository.update(execution);
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
}
