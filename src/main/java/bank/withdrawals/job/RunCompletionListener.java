package bank.withdrawals.job;

import bank.withdrawals.files.Home;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.Summary;
import java.time.ZoneId;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.stereotype.Component;

/**
 * Stores how a run ended in the job repository, with the status and message of its summary, and the
 * zone of its times.
 */
@Component
class RunCompletionListener implements JobExecutionListener {

  private final RunSummaries summaries;
  private final Reports reports;
  private final Home home;
  private final GracefulShutdown shutdown;
  private final JobRepository repository;

  RunCompletionListener(
      RunSummaries summaries,
      Reports reports,
      Home home,
      GracefulShutdown shutdown,
      JobRepository repository) {
    this.summaries = summaries;
    this.reports = reports;
    this.home = home;
    this.shutdown = shutdown;
    this.repository = repository;
  }

  @Override
  public void beforeJob(JobExecution execution) {
    execution.getExecutionContext().putString(Run.ZONE, ZoneId.systemDefault().getId());
  }

  @Override
  public void afterJob(JobExecution execution) {
    boolean reported = isReported(execution);
    if (shutdown.isRequested() && !reported) {
      // A step may have failed because it was stopped, for example while it waited for Kafka.
      execution.setStatus(BatchStatus.STOPPED);
      execution
          .getExecutionContext()
          .putString(RunSummaries.STOPPED_EXIT_CODE, shutdown.exitCode().name());
      repository.updateExecutionContext(execution);
    }
    Summary summary = summaries.of(execution);
    execution.setExitStatus(new ExitStatus(summary.status().name(), summary.message()));
    if (!reported && isLast(execution)) {
      reports.write(home.output(summary.totals().runId()), summary);
    }
  }

  /** If the run lock was lost, another run may have resumed this run and reported it. */
  private boolean isLast(JobExecution execution) {
    JobExecution last = repository.getLastJobExecution(execution.getJobInstance());
    return last == null || last.getId() == execution.getId();
  }

  private static boolean isReported(JobExecution execution) {
    return execution.getStepExecutions().stream()
        .anyMatch(
            step ->
                step.getStepName().equals(WithdrawalJobConfiguration.REPORT)
                    && step.getStatus() == BatchStatus.COMPLETED);
  }
}
