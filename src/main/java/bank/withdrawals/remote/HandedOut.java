package bank.withdrawals.remote;

import bank.withdrawals.job.RemoteSlices;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.SlicePartitions;
import bank.withdrawals.report.Progress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * The slices of one execution of a step that workers execute. The manager:
 *
 * <ol>
 *   <li>Marks the volume, and sends one request a slice.
 *   <li>Looks at the slices from time to time, which requires the run lock, and sends again what
 *       waits: {@link Handout}.
 *   <li>Says so if no worker has anything to do with the slices, and begins to execute them itself
 *       if it is set so: {@link OwnWork}.
 *   <li>After a slice has failed, sends nothing more, and waits for the locked ones. Workers begin
 *       no further one either.
 *   <li>After a signal, marks the job execution as STOPPING, so that workers stop after their
 *       chunk, and waits for them.
 *   <li>Ends when nothing is left to wait for and no slice is locked, so that nobody changes a step
 *       execution any more. The manager itself changes none of them.
 * </ol>
 */
final class HandedOut {

  private static final Logger log = LoggerFactory.getLogger(HandedOut.class);

  /** Less than the shutdown as a whole may take. */
  private static final long LONGEST_STOP = Duration.ofSeconds(20).toNanos();

  private static final int LOOKS_WITHOUT_LOCK = 2;

  private final SlicesByWorkers parts;
  private final RunParameters run;
  private final StepExecution manager;
  private final String step;
  private final Handout handout;
  private final Function<Integer, SliceRequest> requests;
  private final Progress progress;
  private final long doneBefore;

  private final long began = System.nanoTime();

  private int looksWithoutLock;
  private int ended;
  private long lastWork = began;
  private long lastWord = lastWork;
  private @Nullable Long stoppingSince;

  HandedOut(
      SlicesByWorkers parts, RunParameters run, StepExecution manager, Set<StepExecution> split) {
    this.parts = parts;
    this.run = run;
    this.manager = manager;
    this.step = manager.getStepName();
    this.handout =
        new Handout(
            split.stream()
                .collect(Collectors.toMap(SlicePartitions::sliceOf, StepExecution::getId)));
    String volume = parts.volume.write(run.runId());
    this.requests =
        slice ->
            new SliceRequest(
                handout.stepExecution(slice),
                step,
                slice,
                run.runId(),
                run.name(),
                BuildNumber.ofThisProcess(),
                volume);
    this.progress = parts.progress.getIfAvailable(() -> Progress.NONE);
    this.doneBefore = parts.look.doneBefore(manager);
  }

  /**
   * Hands the slices out and waits until they have ended.
   *
   * @param atOnce how many this process executes at once, if it does
   * @return their step executions, as the workers have left them
   */
  Set<StepExecution> await(int atOnce) {
    try {
      boolean sent = false;
      SliceLook.Seen seen = look();
      while (!isOver(seen)) {
        if (mayBegin(seen)) {
          if (!sent) {
            parts.requests.send(requests(handout.open(seen.states())));
            sent = true;
          } else {
            sendAgain(seen, atOnce);
          }
        }
        parts.look.pause(Duration.ofNanos(System.nanoTime() - began));
        seen = look();
      }
    } finally {
      parts.ownWork.await();
      parts.volume.delete(run.runId());
    }
    return result();
  }

  private SliceLook.Seen look() {
    SliceLook.Seen seen = parts.look.at(manager.getJobExecutionId(), run.runId(), step);
    progress.at(doneBefore + handout.written(seen.states()));
    if (parts.shutdown.isRequested() || Thread.currentThread().isInterrupted()) {
      stop();
    }
    int endedNow = handout.ended(seen.states());
    if (endedNow > ended || !seen.locked().isEmpty()) {
      lastWork = System.nanoTime();
      lastWord = lastWork;
    }
    ended = endedNow;
    looksWithoutLock = seen.locked().isEmpty() ? looksWithoutLock + 1 : 0;
    return seen;
  }

  private boolean mayBegin(SliceLook.Seen seen) {
    return stoppingSince == null && !handout.hasFailed(seen.states());
  }

  private boolean isOver(SliceLook.Seen seen) {
    if (stoppingSince != null && System.nanoTime() - stoppingSince > LONGEST_STOP) {
      log.warn("A worker has not stopped its slice in time. The next run waits for it.");
      return true;
    }
    if (looksWithoutLock == 0 || parts.ownWork.isUnderWay()) {
      return false;
    }
    return handout.open(seen.states()).isEmpty()
        || (!mayBegin(seen) && looksWithoutLock >= LOOKS_WITHOUT_LOCK);
  }

  private void sendAgain(SliceLook.Seen seen, int atOnce) {
    long now = System.nanoTime();
    List<Integer> due = handout.due(seen.states(), seen.locked(), now);
    if (!due.isEmpty()) {
      log.debug("Slices {} of run {} are sent again.", due, run.runId());
      parts.requests.sendToAll(requests(due));
    }
    if (now - lastWord >= parts.look.patience().toNanos()) {
      lastWord = now;
      withoutWorkers(seen, Duration.ofNanos(now - lastWork).toSeconds(), atOnce);
    }
  }

  private void withoutWorkers(SliceLook.Seen seen, long seconds, int atOnce) {
    List<SliceRequest> open = requests(handout.open(seen.states()));
    if (parts.ownWork.begin(open, atOnce)) {
      log.warn(
          "No worker has begun a slice of run {} for {} s: this process executes them itself.",
          run.runId(),
          seconds);
    } else {
      log.warn(
          "No worker has begun a slice of run {} for {} s, {} left: start `worker` with build {} over this home, database and Kafka. If one is running, its log says why it begins none.",
          run.runId(),
          seconds,
          open.size(),
          BuildNumber.ofThisProcess());
    }
  }

  private List<SliceRequest> requests(List<Integer> slices) {
    return slices.stream().map(requests).toList();
  }

  /** Workers see it when they save their chunk. */
  private void stop() {
    if (stoppingSince == null) {
      stoppingSince = System.nanoTime();
      manager.setTerminateOnly();
      JobExecution execution = manager.getJobExecution();
      execution.setStatus(BatchStatus.STOPPING);
      parts.repository.update(execution);
    }
  }

  private Set<StepExecution> result() {
    JobExecution stored = parts.repository.getJobExecution(manager.getJobExecutionId());
    if (stored == null) {
      throw new IllegalStateException("The job execution is gone");
    }
    Map<Long, StepExecution> all =
        stored.getStepExecutions().stream()
            .collect(Collectors.toMap(StepExecution::getId, Function.identity()));
    Set<StepExecution> slices =
        handout.stepExecutions().stream().map(all::get).collect(Collectors.toSet());
    slices.stream()
        .filter(
            slice ->
                slice.getStatus() == BatchStatus.FAILED || slice.getStatus() == BatchStatus.UNKNOWN)
        .min(Comparator.comparing(StepExecution::getId))
        .ifPresent(slice -> manager.addFailureException(failure(slice)));
    if (slices.stream().anyMatch(slice -> slice.getStatus().isRunning())) {
      // Otherwise Spring Batch would mark the step COMPLETED with slices that have not begun.
      manager.setTerminateOnly();
    }
    return slices;
  }

  /** The failure of a slice in another process, of which the sentence is stored. */
  private static RemoteSlices.FailedException failure(StepExecution slice) {
    String sentence = SliceWork.sentence(slice);
    return new RemoteSlices.FailedException(
        sentence,
        SliceWork.PERMANENT.equals(slice.getExitStatus().getExitCode())
            ? null
            : new TransientDataAccessResourceException(sentence));
  }
}
