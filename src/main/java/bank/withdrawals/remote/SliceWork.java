package bank.withdrawals.remote;

import bank.withdrawals.job.FailureSentence;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.SlicePartitions;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.lock.SliceLock;
import bank.withdrawals.lock.SliceLocks;
import bank.withdrawals.run.TransientFailures;
import bank.withdrawals.telemetry.LogFields;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.integration.partition.StepExecutionRequestHandler;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.stereotype.Component;

/**
 * Executes a requested slice on the current thread, unless it must not or need not be executed:
 *
 * <ol>
 *   <li>Ignore a slice that has ended, or whose job execution has. Most duplicates end here.
 *   <li>Refuse a request of another build, and one for another volume.
 *   <li>Ignore a slice that another thread of this process still executes, without its lock: Spring
 *       Batch would give both threads the same reader and writer.
 *   <li>Acquire the lock of the slice. If somebody else has it, ignore the request.
 *   <li>Look again: a holder of the run lock first ends former job executions, and then waits until
 *       no slice is locked. So what is under way now cannot be ended unnoticed.
 *   <li>Say who executes the slice, and execute it from its saved position. Each commit requires
 *       the lock: {@link SliceGuard}, {@link GuardedJobRepository}.
 *   <li>Save why it failed, if it did, and release the lock.
 * </ol>
 *
 * <p>Spring Batch's {@link StepExecutionRequestHandler} loads the step execution and executes it.
 * It would also execute one that is complete, and it returns failures instead of throwing them.
 */
@Component
final class SliceWork {

  /**
   * The exit code of a slice after whose failure a run does not restart by itself. Every other
   * failure is transient, also if the worker has died before it could save the reason.
   */
  static final String PERMANENT = "FAILED_PERMANENT";

  private static final String TRANSIENT = "FAILED_TRANSIENT";

  private static final Logger log = LoggerFactory.getLogger(SliceWork.class);

  private final SliceLocks locks;
  private final SliceGuard guard;
  private final RunHistory history;
  private final JobRepository repository;
  private final VolumeMarker volume;
  private final String worker;
  private final Set<Long> executing = ConcurrentHashMap.newKeySet();
  private final StepExecutionRequestHandler handler = new StepExecutionRequestHandler();

  SliceWork(
      SliceLocks locks,
      SliceGuard guard,
      RunHistory history,
      JobRepository repository,
      VolumeMarker volume,
      WorkersSettings settings,
      BeanFactory beans) {
    this.locks = locks;
    this.guard = guard;
    this.history = history;
    this.repository = repository;
    this.volume = volume;
    this.worker = settings.name();
    handler.setJobRepository(repository);
    handler.setStepLocator(name -> beans.getBean(name + "Partition", Step.class));
  }

  /** What became of a request. */
  enum Outcome {
    /** The slice was executed, whatever the result. */
    EXECUTED,
    /** There was nothing to do. */
    IGNORED,
    /** This process must not execute it. The log says why. */
    REFUSED
  }

  /** Whether a slice has not ended and nobody executes it, so that it is worth a thread. */
  boolean isNeeded(SliceRequest request) {
    return history.isExecutable(request.stepExecution())
        && !locks.locked(request.runId(), request.step()).contains(request.slice());
  }

  /** Executes a request as a worker does: the lock of the slice is all that a commit requires. */
  Outcome execute(SliceRequest request) {
    return execute(request, lock -> lock);
  }

  /**
   * Executes a request.
   *
   * @param required makes what a commit requires from the lock of the slice
   */
  Outcome execute(SliceRequest request, UnaryOperator<CommitGuard> required) {
    LogFields.slice(request.step(), request.slice());
    try {
      return executeIfNeeded(request, required);
    } finally {
      LogFields.noSlice();
    }
  }

  private Outcome executeIfNeeded(SliceRequest request, UnaryOperator<CommitGuard> required) {
    if (!history.isExecutable(request.stepExecution())) {
      return Outcome.IGNORED;
    }
    if (!mayExecute(request)) {
      return Outcome.REFUSED;
    }
    if (!executing.add(request.stepExecution())) {
      return Outcome.IGNORED;
    }
    try {
      return lock(request, required);
    } finally {
      executing.remove(request.stepExecution());
    }
  }

  private Outcome lock(SliceRequest request, UnaryOperator<CommitGuard> required) {
    Optional<SliceLock> acquired =
        locks.tryAcquire(request.runId(), request.step(), request.slice());
    if (acquired.isEmpty()) {
      return Outcome.IGNORED;
    }
    try (SliceLock lock = acquired.get()) {
      if (!history.isExecutable(request.stepExecution())) {
        return Outcome.IGNORED;
      }
      guard.during(required.apply(lock), () -> executeLocked(request));
      return Outcome.EXECUTED;
    }
  }

  private boolean mayExecute(SliceRequest request) {
    if (!request.build().equals(BuildNumber.ofThisProcess())) {
      log.warn(
          "Slice {} of run {} is refused: the run is of build {}, and this worker of {}. Use the same build on all machines.",
          request.slice(),
          request.runId(),
          request.build(),
          BuildNumber.ofThisProcess());
      return false;
    }
    if (!volume.text(request.runId()).equals(Optional.of(request.volume()))) {
      log.warn(
          "Slice {} of run {} is refused: {} is not the file that the run has written there. Mount the volume of the run as the home of this worker.",
          request.slice(),
          request.runId(),
          volume.file(request.runId()));
      return false;
    }
    return true;
  }

  private StepExecution executeLocked(SliceRequest request) {
    StepExecution before = repository.getStepExecution(request.stepExecution());
    if (before != null) {
      begin(before);
    }
    StepExecution after = handler.handle(request.toFramework());
    if (after.getStatus() == BatchStatus.FAILED || after.getStatus() == BatchStatus.UNKNOWN) {
      saveFailure(after);
    }
    return after;
  }

  private void begin(StepExecution slice) {
    if (slice.getStatus() == BatchStatus.STOPPED) {
      // Otherwise its exit status would stay that of the worker that was stopped.
      slice.setStatus(BatchStatus.STARTED);
      slice.setExitStatus(ExitStatus.EXECUTING);
      repository.update(slice);
    }
    slice.getExecutionContext().putString(SlicePartitions.WORKER, worker);
    slice.getExecutionContext().putString(Run.ZONE, ZoneId.systemDefault().getId());
    repository.updateExecutionContext(slice);
  }

  /**
   * The manager cannot see the exceptions of a worker. The status UNKNOWN becomes FAILED: the last
   * chunk has committed with its position or not at all.
   */
  private void saveFailure(StepExecution slice) {
    slice.getFailureExceptions().stream()
        .findFirst()
        .ifPresent(
            failure -> {
              String code = TransientFailures.isTransient(failure) ? TRANSIENT : PERMANENT;
              slice.setStatus(BatchStatus.FAILED);
              slice.setExitStatus(new ExitStatus(code, FailureSentence.of(failure)));
              repository.update(slice);
            });
  }

  /** Why a slice has failed. Spring Batch itself stores a stack trace. */
  static String sentence(StepExecution failed) {
    return List.of(TRANSIENT, PERMANENT).contains(failed.getExitStatus().getExitCode())
        ? failed.getExitStatus().getExitDescription()
        : "The worker of slice %d has ended before it could store why the slice failed."
            .formatted(SlicePartitions.sliceOf(failed));
  }
}
