package bank.withdrawals.job;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.ledger.RepeatedFiles;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import bank.withdrawals.report.Summary;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/**
 * Summarises a run from the job repository and the tables alone. The report step, the screen and
 * {@code status} all ask here, so that they agree.
 */
@Component
public class RunSummaries {

  /** The key of an execution's context under which the exit code of a signal is stored. */
  static final String STOPPED_EXIT_CODE = "stoppedExitCode";

  /** The key of the id of an execution that another run has taken the run lock from. */
  private static final String LOCK_LOST = "lockLost";

  /** The key of the sentence about a file that is no longer the one that was read. */
  static final String ORIGINAL_CHANGED = "originalChanged";

  private final RunHistory history;
  private final RunTotalsReader totals;
  private final RepeatedFiles repeated;
  private final Clock clock;

  RunSummaries(RunHistory history, RunTotalsReader totals, RepeatedFiles repeated, Clock clock) {
    this.history = history;
    this.totals = totals;
    this.repeated = repeated;
    this.clock = clock;
  }

  /** The summary of the run of an execution, which may have ended or still be at its report. */
  public Summary of(JobExecution execution) {
    return of(history.of(execution));
  }

  /** The summary of a run. */
  public Summary of(Run run) {
    RunTotals found =
        totals
            .find(run.runId())
            .orElseGet(
                () ->
                    RunTotals.undecided(
                        run.runId(),
                        run.parameters().name(),
                        run.sha256(),
                        ControlTotal.NONE,
                        0,
                        clock.instant()));
    RunStatus status = run.status(found);
    return new Summary(
        found,
        status,
        exitCode(run, status, found),
        message(run, status, found),
        run.isComplete() ? repeated.latest(run.runId()).orElse(null) : null,
        run.restarts(),
        run.startedAt().orElseGet(clock::instant),
        run.endedAt().orElseGet(clock::instant),
        recordsPerSecond(run),
        run.handedOut());
  }

  /** Marks an execution as ended because another run has taken the run lock from it. */
  public static void endWithoutLock(JobExecution execution, @Nullable String sentence) {
    // A resumed run gets a copy of the context, so only the id says which execution it was.
    execution.getExecutionContext().putLong(LOCK_LOST, execution.getId());
    execution.setExitStatus(new ExitStatus(ExitCode.LOCKED.name(), String.valueOf(sentence)));
  }

  private static ExitCode exitCode(Run run, RunStatus status, RunTotals totals) {
    if (status == RunStatus.STOPPED) {
      return ExitCode.valueOf(
          run.lastExecution()
              .getExecutionContext()
              .getString(STOPPED_EXIT_CODE, status.exitCode().name()));
    }
    JobExecution last = run.lastExecution();
    // The first id of HSQLDB is 0.
    if (last.getExecutionContext().getLong(LOCK_LOST, -1) == last.getId()) {
      return ExitCode.LOCKED;
    }
    if (status == RunStatus.COMPLETED) {
      RunOptions options = run.parameters().options();
      if (options.failOnParked() && totals.events().parked() > 0) {
        return ExitCode.PARKED;
      }
      if (options.failOnRejects() && totals.rejected().count() > 0) {
        return ExitCode.REJECTS;
      }
    }
    return status.exitCode();
  }

  private static String message(Run run, RunStatus status, RunTotals totals) {
    String message = messageOf(run, status, totals);
    String changed = run.lastExecution().getExecutionContext().getString(ORIGINAL_CHANGED, "");
    // The stored message of an earlier execution has the sentence already.
    return message.contains(changed) ? message : (message + " " + changed).strip();
  }

  private static String messageOf(Run run, RunStatus status, RunTotals totals) {
    return switch (status) {
      case COMPLETED, RUNNING -> "";
      case STOPPED -> "Stopped by a signal; its position is saved. Run again to resume.";
      case REFUSED -> refusal(run);
      case EVENTS_PENDING ->
          failure(run.lastExecution()).orElse("Events are pending: run `publish`.");
      case FAILED -> failure(run.lastExecution()).orElseGet(() -> unexplained(run, totals));
    };
  }

  private static String unexplained(Run run, RunTotals totals) {
    boolean debitedNow =
        run.stepOfLastExecution(WithdrawalJobConfiguration.DEBIT)
            .filter(debit -> debit.getStatus() == BatchStatus.COMPLETED)
            .isPresent();
    return debitedNow && !totals.balances()
        ? "Debited and rejected do not add up to the file: call someone before the next run."
        : "The run was interrupted: `run` resumes it.";
  }

  private static String refusal(Run run) {
    return run.stepOfLastExecution(WithdrawalJobConfiguration.RECEIVE)
        .map(StepExecution::getExitStatus)
        .orElse(run.lastExecution().getExitStatus())
        .getExitDescription();
  }

  /** The process that failed has the exception; later only the stored description is left. */
  private static Optional<String> failure(JobExecution execution) {
    return execution.getStepExecutions().stream()
        // The debit step itself only knows that one of its partitions has failed.
        .sorted(
            Comparator.comparing((StepExecution step) -> !SlicePartitions.isPartition(step))
                .thenComparing(StepExecution::getId))
        .flatMap(step -> step.getFailureExceptions().stream())
        .map(FailureSentence::of)
        .findFirst()
        .or(
            () ->
                Optional.of(execution.getExitStatus().getExitDescription())
                    .filter(description -> !description.isBlank()));
  }

  private static long recordsPerSecond(Run run) {
    return run.stepOfLastExecution(WithdrawalJobConfiguration.DEBIT)
        .map(
            debit ->
                debit.getStartTime() == null || debit.getEndTime() == null
                    ? 0
                    : perSecond(
                        debit.getReadCount(),
                        Duration.between(debit.getStartTime(), debit.getEndTime())))
        .orElse(0L);
  }

  private static long perSecond(long count, Duration duration) {
    return count * 1000 / Math.max(1, duration.toMillis());
  }
}
