package bank.withdrawals.job;

import bank.withdrawals.report.HandedOutSlice;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.workfile.SliceReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * A run, as the job repository has it: the executions that process one file's content under one run
 * id. A content that was refused and is tried again gets a new run id, so it has several runs in
 * the same job instance.
 */
public final class Run {

  /**
   * The key under which an execution context has the time zone of the process that executes it:
   * Spring Batch stores times without their zone.
   */
  public static final String ZONE = "zone";

  private final RunParameters parameters;
  private final JobExecution last;
  private final List<JobExecution> executions;
  private final boolean underWay;

  /**
   * A run whose last execution is {@code last}.
   *
   * @param ofInstance all executions of the job instance, as stored
   * @param underWay whether {@code last} is of this process, so that it may be newer than stored
   */
  Run(JobExecution last, List<JobExecution> ofInstance, boolean underWay) {
    this.underWay = underWay;
    this.parameters = RunParameters.of(last);
    this.last = last;
    this.executions =
        ofInstance.stream()
            .filter(execution -> RunParameters.of(execution).runId() == parameters.runId())
            .sorted(Comparator.comparing(JobExecution::getId))
            .toList();
  }

  /** The run id. */
  public long runId() {
    return parameters.runId();
  }

  /** What identifies the run: {@link bank.withdrawals.intake.Original#content}. */
  public String content() {
    return parameters.content();
  }

  /** The hash of the file's bytes, 64 hex digits. */
  public String sha256() {
    return parameters.sha256();
  }

  /** Where the file was when the last execution started, absolute. */
  public Path path() {
    return parameters.path();
  }

  /** The parameters of the last execution. */
  public RunParameters parameters() {
    return parameters;
  }

  /** The last execution. */
  public JobExecution lastExecution() {
    return last;
  }

  /** Whether nothing is left to do. */
  public boolean isComplete() {
    return last.getStatus() == BatchStatus.COMPLETED;
  }

  /** Whether the last execution has no end: it is under way, or its process died. */
  public boolean hasNoEnd() {
    return last.getStatus().isRunning();
  }

  /** Whether the file was refused. */
  public boolean isRefused() {
    return lastStep(WithdrawalJobConfiguration.RECEIVE)
        .filter(receive -> ReceiveTasklet.REFUSED.equals(receive.getExitStatus().getExitCode()))
        .isPresent();
  }

  /** Whether every row of the file is decided. */
  public boolean isDebited() {
    return debited().isPresent();
  }

  private Optional<StepExecution> debited() {
    return lastStep(WithdrawalJobConfiguration.DEBIT)
        .filter(debit -> debit.getStatus() == BatchStatus.COMPLETED);
  }

  /**
   * Whether an earlier execution has reported the run after its last row was decided. That
   * execution has moved the file out of the inbox.
   */
  boolean wasArchived() {
    long debited = debited().map(StepExecution::getId).orElse(Long.MAX_VALUE);
    return steps()
        .filter(step -> step.getJobExecutionId() != last.getId())
        .filter(step -> step.getStepName().equals(WithdrawalJobConfiguration.REPORT))
        .anyMatch(
            report -> report.getStatus() == BatchStatus.COMPLETED && report.getId() > debited);
  }

  /** The step that the last execution is at; empty if it is between steps. */
  public Optional<StepExecution> currentStep() {
    return last.getStepExecutions().stream()
        .filter(step -> step.getStatus().isRunning())
        .findFirst();
  }

  /** How far each slice is decided, by its number. A slice that has not begun is missing. */
  public SortedMap<Integer, SliceReader.Progress> readPositions() {
    SortedMap<Integer, SliceReader.Progress> positions = new TreeMap<>();
    saved().forEach((slice, saved) -> positions.put(slice, SliceReader.Progress.of(saved)));
    return positions;
  }

  /**
   * What the latest chunk of each slice has saved, by its number. A step execution that died before
   * its first commit has saved nothing, so the one before it counts.
   */
  SortedMap<Integer, ExecutionContext> saved() {
    SortedMap<Integer, ExecutionContext> saved = new TreeMap<>();
    debitedSlices()
        .filter(step -> SliceReader.Progress.of(step.getExecutionContext()) != null)
        .sorted(Comparator.comparing(StepExecution::getId))
        .forEach(step -> saved.put(SlicePartitions.sliceOf(step), step.getExecutionContext()));
    return saved;
  }

  /** How many rows the partitions have decided; a chunk that was rolled back does not count. */
  long decidedRows() {
    return debitedSlices().mapToLong(StepExecution::getWriteCount).sum();
  }

  /**
   * The slices that were handed out to workers, debit first, in order. A slice whose latest
   * execution was in the process of the run itself is not among them.
   */
  public List<HandedOutSlice> handedOut() {
    SortedMap<String, HandedOutSlice> slices = new TreeMap<>();
    steps()
        .filter(SlicePartitions::isPartition)
        .sorted(Comparator.comparing(StepExecution::getId))
        .forEach(
            step ->
                slices.compute(
                    step.getStepName(),
                    (name, earlier) -> SlicePartitions.handedOut(step, earlier)));
    return List.copyOf(slices.values());
  }

  /** The status of a run with these totals. */
  RunStatus status(RunTotals totals) {
    if (last.getStatus() == BatchStatus.STOPPED || last.getStatus() == BatchStatus.STOPPING) {
      return RunStatus.STOPPED;
    }
    if (isRefused()) {
      return RunStatus.REFUSED;
    }
    if (!isDebited() || !totals.balances() || hasFailedReport()) {
      return RunStatus.FAILED;
    }
    if (totals.events().pending() > 0) {
      return RunStatus.EVENTS_PENDING;
    }
    return isComplete() || isReporting() ? RunStatus.COMPLETED : RunStatus.FAILED;
  }

  /** Whether only the report is left to do, and this process does it. */
  private boolean isReporting() {
    Optional<StepExecution> report = stepOfLastExecution(WithdrawalJobConfiguration.REPORT);
    return underWay && report.filter(step -> step.getStatus().isRunning()).isPresent();
  }

  /** How often the run was started again. */
  int restarts() {
    return executions.size() - 1;
  }

  /** When the run first started; empty if it has not. */
  Optional<Instant> startedAt() {
    return executions.stream()
        .flatMap(each -> instant(each.getStartTime(), each.getExecutionContext()).stream())
        .min(Comparator.naturalOrder());
  }

  /** When the last execution ended; empty if it has not. */
  Optional<Instant> endedAt() {
    return instant(last.getEndTime(), last.getExecutionContext());
  }

  /** A step of the last execution; empty if that execution did not get there. */
  Optional<StepExecution> stepOfLastExecution(String name) {
    return last.getStepExecutions().stream()
        .filter(step -> step.getStepName().equals(name))
        .findFirst();
  }

  private boolean hasFailedReport() {
    return stepOfLastExecution(WithdrawalJobConfiguration.REPORT)
        .filter(report -> report.getStatus() == BatchStatus.FAILED)
        .isPresent();
  }

  /** The latest execution of a step. A complete step is not in the executions after it. */
  private Optional<StepExecution> lastStep(String name) {
    return steps()
        .filter(step -> step.getStepName().equals(name))
        .max(Comparator.comparing(StepExecution::getId));
  }

  private Stream<StepExecution> debitedSlices() {
    return steps().filter(SlicePartitions.of(WithdrawalJobConfiguration.DEBIT));
  }

  private Stream<StepExecution> steps() {
    return executions.stream().flatMap(execution -> execution.getStepExecutions().stream());
  }

  /** A time that Spring Batch has stored; empty for null. */
  static Optional<Instant> instant(@Nullable LocalDateTime time, ExecutionContext context) {
    ZoneId zone = ZoneId.of(context.getString(ZONE, ZoneId.systemDefault().getId()));
    return Optional.ofNullable(time).map(local -> local.atZone(zone).toInstant());
  }
}
