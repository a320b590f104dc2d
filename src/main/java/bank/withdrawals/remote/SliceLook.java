package bank.withdrawals.remote;

import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.SliceState;
import bank.withdrawals.job.StepProgress;
import bank.withdrawals.job.StepProgressReader;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.lock.SliceLocks;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** The manager's look at its slices, with three queries. Only the holder of the run lock looks. */
@Component
class SliceLook {

  private static final long SHORTEST_PAUSE_MILLIS = 20;

  private final RunLock runLock;
  private final RunHistory history;
  private final SliceLocks locks;
  private final StepProgressReader progress;
  private final WorkersSettings settings;

  SliceLook(
      RunLock runLock,
      RunHistory history,
      SliceLocks locks,
      StepProgressReader progress,
      WorkersSettings settings) {
    this.runLock = runLock;
    this.history = history;
    this.locks = locks;
    this.progress = progress;
    this.settings = settings;
  }

  /**
   * What was seen.
   *
   * @param states the step executions of the job execution, by their ids
   * @param locked the numbers of the slices that are locked
   */
  record Seen(Map<Long, SliceState> states, Set<Integer> locked) {}

  /**
   * Looks at the slices of one step.
   *
   * @throws bank.withdrawals.lock.RunLock.LostException if this process has lost the run lock
   */
  Seen at(long jobExecution, long runId, String step) {
    runLock.requireHeld();
    Map<Long, SliceState> states = history.slices(jobExecution);
    return new Seen(states, locks.locked(runId, step));
  }

  /** How many rows earlier starts of the run have done in a step. */
  long doneBefore(StepExecution manager) {
    return progress.read(manager).map(StepProgress::done).orElse(0L);
  }

  /** How long nobody has to work before it is worth a word. */
  Duration patience() {
    return settings.patience();
  }

  /**
   * Waits until the next look: 2 % of the time that the step has taken, so that the last slice of a
   * short step is noticed soon, within limits. Returns at once if the thread is interrupted.
   */
  void pause(Duration elapsed) {
    long millis =
        Math.max(
            SHORTEST_PAUSE_MILLIS,
            Math.min(settings.pollInterval().toMillis(), elapsed.toMillis() / 50));
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
