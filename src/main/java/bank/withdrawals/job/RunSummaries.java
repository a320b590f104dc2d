package bank.withdrawals.job;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import bank.withdrawals.report.Summary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * What a run has come to, told from the job repository and the tables alone; the report step, the
 * screen and {@code status} all ask here, so that they agree.
 */
@Component
public class RunSummaries {

  /** Where an execution's context says which signal stopped it. */
  static final String STOPPED_EXIT_CODE = "stoppedExitCode";

  private final JobRepository repository;
  private final RunTotalsReader figures;
  private final Clock clock;

  RunSummaries(JobRepository repository, RunTotalsReader figures, Clock clock) {
    this.repository = repository;
    this.figures = figures;
    this.clock = clock;
  }

  /** The summary of an execution, whether it still runs its report step or has ended. */
  public Summary of(JobExecution execution) {
    RunParameters run = RunParameters.of(execution.getJobParameters());
    RunTotals found =
        figures
            .of(run.runId())
            .orElseGet(
                () ->
                    RunTotals.undecided(
                        run.runId(), run.name(), run.sha256(), ControlTotal.NONE, clock.instant()));
    List<JobExecution> executions =
        repository.getJobExecutions(execution.getJobInstance()).stream()
            .filter(other -> RunParameters.of(other.getJobParameters()).runId() == run.runId())
            .toList();
    RunStatus status = status(execution, executions, found);
    return new Summary(
        found,
        status,
        exitCode(execution, status, found),
        message(execution, status, found),
        executions.size() - 1,
        startedAt(executions),
        execution.getEndTime() == null ? clock.instant() : instant(execution.getEndTime()),
        recordsPerSecond(execution));
  }

  private static RunStatus status(
      JobExecution execution, List<JobExecution> executions, RunTotals figures) {
    if (execution.getStatus() == BatchStatus.STOPPED
        || execution.getStatus() == BatchStatus.STOPPING) {
      return RunStatus.STOPPED;
    }
    if (lastStep(executions, WithdrawalJobConfiguration.RECEIVE)
        .filter(receive -> ReceiveTasklet.REFUSED.equals(receive.getExitStatus().getExitCode()))
        .isPresent()) {
      return RunStatus.REFUSED;
    }
    if (lastStep(executions, WithdrawalJobConfiguration.DEBIT)
            .filter(debit -> debit.getStatus() == BatchStatus.COMPLETED)
            .isEmpty()
        || !figures.balances()) {
      return RunStatus.FAILED;
    }
    if (reportFailed(execution)) {
      return RunStatus.FAILED;
    }
    return figures.events().pending() > 0 ? RunStatus.EVENTS_PENDING : RunStatus.COMPLETED;
  }

  /** A step that is complete is not in the executions that came after. */
  private static Optional<StepExecution> lastStep(List<JobExecution> executions, String name) {
    return executions.stream()
        .flatMap(execution -> execution.getStepExecutions().stream())
        .filter(step -> step.getStepName().equals(name))
        .max(Comparator.comparing(StepExecution::getId));
  }

  private static boolean reportFailed(JobExecution execution) {
    return execution.getStepExecutions().stream()
        .anyMatch(
            step ->
                step.getStepName().equals(WithdrawalJobConfiguration.REPORT)
                    && step.getStatus() == BatchStatus.FAILED);
  }

  private static ExitCode exitCode(JobExecution execution, RunStatus status, RunTotals figures) {
    if (status == RunStatus.STOPPED) {
      return ExitCode.valueOf(
          execution.getExecutionContext().getString(STOPPED_EXIT_CODE, status.exitCode().name()));
    }
    boolean failOnRejects =
        RunParameters.of(execution.getJobParameters()).options().failOnRejects();
    return status == RunStatus.COMPLETED && failOnRejects && figures.rejected().count() > 0
        ? ExitCode.REJECTS
        : status.exitCode();
  }

  private static String message(JobExecution execution, RunStatus status, RunTotals figures) {
    return switch (status) {
      case COMPLETED, RUNNING -> "";
      case STOPPED -> "Stopped by a signal; its position is saved. Run again to resume.";
      case REFUSED -> refusal(execution);
      case EVENTS_PENDING, FAILED ->
          failure(execution)
              .orElse(
                  status == RunStatus.EVENTS_PENDING
                      ? "Events are pending: run `publish`."
                      : unexplained(execution, figures));
    };
  }

  private static String unexplained(JobExecution execution, RunTotals figures) {
    return execution.getStepExecutions().stream()
                .anyMatch(
                    step ->
                        step.getStepName().equals(WithdrawalJobConfiguration.DEBIT)
                            && step.getStatus() == BatchStatus.COMPLETED)
            && !figures.balances()
        ? "Debited and rejected do not add up to the file: call someone before the next run."
        : "The run was interrupted: `run` resumes it.";
  }

  private static String refusal(JobExecution execution) {
    return execution.getStepExecutions().stream()
        .filter(step -> step.getStepName().equals(WithdrawalJobConfiguration.RECEIVE))
        .map(step -> step.getExitStatus().getExitDescription())
        .findFirst()
        .orElse(execution.getExitStatus().getExitDescription());
  }

  /** In the process that failed, the exception tells; later, what was kept of it. */
  private static Optional<String> failure(JobExecution execution) {
    return execution.getStepExecutions().stream()
        // The debit step itself only knows that one of its parts has failed.
        .sorted(
            Comparator.comparing((StepExecution step) -> !DebitPartitions.isOne(step))
                .thenComparing(StepExecution::getId))
        .flatMap(step -> step.getFailureExceptions().stream())
        .map(FailureSentence::of)
        .findFirst()
        .or(
            () ->
                Optional.of(execution.getExitStatus().getExitDescription())
                    .filter(description -> !description.isBlank()));
  }

  private Instant startedAt(List<JobExecution> executions) {
    return executions.stream()
        .map(JobExecution::getStartTime)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .map(RunSummaries::instant)
        .orElseGet(clock::instant);
  }

  private static long recordsPerSecond(JobExecution execution) {
    return execution.getStepExecutions().stream()
        .filter(step -> step.getStepName().equals(WithdrawalJobConfiguration.DEBIT))
        .filter(step -> step.getStartTime() != null && step.getEndTime() != null)
        .mapToLong(step -> rate(step.getReadCount(), step.getStartTime(), step.getEndTime()))
        .findFirst()
        .orElse(0);
  }

  private static long rate(long count, @Nullable LocalDateTime start, @Nullable LocalDateTime end) {
    if (start == null || end == null) {
      return 0;
    }
    long millis = Math.max(1, Duration.between(start, end).toMillis());
    return count * 1000 / millis;
  }

  /** Spring Batch keeps times of the machine's zone. */
  private static Instant instant(@Nullable LocalDateTime time) {
    return Objects.requireNonNull(time).atZone(ZoneId.systemDefault()).toInstant();
  }
}
