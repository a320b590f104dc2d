package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.HandedOutSlice;
import bank.withdrawals.report.HandedOutSlice.State;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** What a run says of the slices that were handed out, from step executions as they are stored. */
class HandedOutSlicesTest {

  private static final LocalDateTime NOON = LocalDateTime.parse("2030-01-02T12:00:00");

  private static final RunParameters RUN =
      new RunParameters(
          "0".repeat(64),
          20300102120000000L,
          Path.of("/in/a.csv"),
          new RunOptions(false, false, false, false, false, false, RunOptions.AS_SET, null),
          false);

  private final List<JobExecution> executions = new ArrayList<>();
  private long ids;

  @Test
  void eachStateOfAStepExecution() {
    JobExecution first = start();
    slice(first, "debit", null, BatchStatus.STARTED, 30, 0, null);
    slice(first, "debit:0001", "a", BatchStatus.COMPLETED, 10, 1, 2);
    slice(first, "debit:0002", "b", BatchStatus.STARTED, 5, 1, null);
    slice(first, "debit:0003", "b", BatchStatus.STOPPED, 3, 1, 2);
    slice(first, "debit:0004", "b", BatchStatus.FAILED, 3, 1, 2);
    slice(first, "debit:0005", "", BatchStatus.STARTING, 0, null, null);
    slice(first, "publish:0001", "a", BatchStatus.COMPLETED, 9, 3, 4);
    slice(first, "debit:0006", null, BatchStatus.COMPLETED, 8, 1, 2);
    slice(first, "debit:0007", "left by a, begun by b", BatchStatus.STARTED, 8, 3, 2);

    assertThat(handedOut())
        .containsExactly(
            new HandedOutSlice("debit", 1, "a", State.COMPLETE, 10, at(1), at(2)),
            new HandedOutSlice("debit", 2, "b", State.EXECUTED, 5, at(1), null),
            new HandedOutSlice("debit", 3, "b", State.WAITING, 3, at(1), at(2)),
            new HandedOutSlice("debit", 4, "b", State.WAITING, 3, at(1), at(2)),
            new HandedOutSlice("debit", 5, "", State.WAITING, 0, null, null),
            new HandedOutSlice("debit", 7, "left by a, begun by b", State.EXECUTED, 8, at(3), null),
            new HandedOutSlice("publish", 1, "a", State.COMPLETE, 9, at(3), at(4)));
  }

  /** The execution context of a later start is a copy of the former one. */
  @Test
  void aLaterStartAddsItsRowsAndItsWorkerIsShown() {
    JobExecution first = start();
    slice(first, "debit:0001", "a", BatchStatus.COMPLETED, 10, 1, 2);
    slice(first, "debit:0002", "a", BatchStatus.FAILED, 5, 1, 2);
    slice(first, "debit:0003", "a", BatchStatus.FAILED, 5, 1, 2);
    slice(first, "debit:0004", "a", BatchStatus.FAILED, 5, 1, 2);
    JobExecution second = start();
    slice(second, "debit:0002", "b", BatchStatus.COMPLETED, 7, 8, 9);
    slice(second, "debit:0003", "a", BatchStatus.STARTING, 0, null, null);
    slice(second, "debit:0004", null, BatchStatus.COMPLETED, 7, 8, 9);

    assertThat(handedOut())
        .containsExactly(
            new HandedOutSlice("debit", 1, "a", State.COMPLETE, 10, at(1), at(2)),
            new HandedOutSlice("debit", 2, "b", State.COMPLETE, 12, at(8), at(9)),
            new HandedOutSlice("debit", 3, "a", State.WAITING, 5, at(1), at(2)));
  }

  /** Times are stored without their zone, and machines may have different ones. */
  @Test
  void theTimesOfAProcessAreThoseOfItsZone() {
    JobExecution inTokyo = start();
    inTokyo.setStartTime(NOON);
    inTokyo.setEndTime(NOON.plusSeconds(9));
    inTokyo.getExecutionContext().putString(Run.ZONE, "Asia/Tokyo");
    slice(inTokyo, "debit:0001", "a", BatchStatus.COMPLETED, 10, 1, 2);
    inTokyo
        .getStepExecutions()
        .forEach(step -> step.getExecutionContext().putString(Run.ZONE, "America/New_York"));
    JobExecution inLima = start();
    inLima.setStartTime(NOON.minusHours(13));
    inLima.setEndTime(NOON);
    inLima.getExecutionContext().putString(Run.ZONE, "America/Lima");

    Run run = new Run(inLima, executions, false);
    assertThat(run.startedAt()).contains(Instant.parse("2030-01-02T03:00:00Z"));
    assertThat(run.endedAt()).contains(Instant.parse("2030-01-02T17:00:00Z"));
    assertThat(run.handedOut())
        .extracting(HandedOutSlice::startedAt)
        .containsExactly(Instant.parse("2030-01-02T17:00:01Z"));
  }

  private List<HandedOutSlice> handedOut() {
    return new Run(executions.get(executions.size() - 1), executions, false).handedOut();
  }

  private JobExecution start() {
    JobInstance instance = new JobInstance(1, "withdrawals");
    JobExecution execution =
        new JobExecution(executions.size() + 1, instance, RUN.toJobParameters());
    executions.add(execution);
    return execution;
  }

  private void slice(
      JobExecution execution,
      String name,
      @Nullable String worker,
      BatchStatus status,
      long written,
      @Nullable Integer start,
      @Nullable Integer end) {
    StepExecution step = new StepExecution(++ids, name, execution);
    step.setStatus(status);
    step.setWriteCount(written);
    step.setStartTime(start == null ? null : NOON.plusSeconds(start));
    step.setEndTime(end == null ? null : NOON.plusSeconds(end));
    if (worker != null) {
      step.getExecutionContext().putString(SlicePartitions.WORKER, worker);
    }
    execution.addStepExecution(step);
  }

  private static Instant at(int second) {
    return Run.instant(NOON.plusSeconds(second), new ExecutionContext()).orElseThrow();
  }
}
