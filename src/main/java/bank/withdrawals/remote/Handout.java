package bank.withdrawals.remote;

import bank.withdrawals.job.SliceState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which slices are to be sent again. Decided at each look at the job repository and the locks:
 *
 * <ol>
 *   <li>A slice that has ended is never sent again.
 *   <li>A slice that is locked is being executed. How long it waited before does not count any
 *       more.
 *   <li>A slice that has not ended, and is not locked for a second, is sent again: it waits for a
 *       free worker, or its worker is gone. A worker takes less time to receive and lock a slice.
 *   <li>If it still waits, it is sent again after a pause, each one twice as long, because a
 *       request may have been lost with a worker.
 *   <li>Only the first few slices that wait are sent again. Each request goes to every worker.
 * </ol>
 */
final class Handout {

  private static final int MOST_AT_ONCE = 8;
  private static final long GRACE = Duration.ofSeconds(1).toNanos();
  private static final long FIRST_PAUSE = Duration.ofSeconds(5).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(60).toNanos();

  private final SortedMap<Integer, Waiting> slices = new TreeMap<>();

  /** A slice, and how long it waits. */
  private static final class Waiting {
    private final long stepExecution;
    private boolean seenWaiting;
    private long pause;
    private long notBefore;

    private Waiting(long stepExecution) {
      this.stepExecution = stepExecution;
    }

    private void begins() {
      seenWaiting = false;
    }

    private boolean isDue(long now) {
      if (!seenWaiting) {
        seenWaiting = true;
        pause = FIRST_PAUSE;
        notBefore = now + GRACE;
      }
      if (now < notBefore) {
        return false;
      }
      notBefore = now + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      return true;
    }
  }

  /**
   * The slices of one execution of a step.
   *
   * @param stepExecutions the id of the step execution of each slice, by the slice's number
   */
  Handout(Map<Integer, Long> stepExecutions) {
    stepExecutions.forEach((slice, id) -> slices.put(slice, new Waiting(id)));
  }

  /** The slices that have not ended, in order. */
  List<Integer> open(Map<Long, SliceState> states) {
    return slices.keySet().stream().filter(slice -> !state(slice, states).hasEnded()).toList();
  }

  /** How many slices have ended. */
  int ended(Map<Long, SliceState> states) {
    return slices.size() - open(states).size();
  }

  /** Whether a slice has ended without being complete. */
  boolean hasFailed(Map<Long, SliceState> states) {
    return slices.keySet().stream()
        .map(slice -> state(slice, states))
        .anyMatch(state -> state.hasEnded() && !state.isComplete());
  }

  /** How many rows the slices have worked through. */
  long written(Map<Long, SliceState> states) {
    return slices.keySet().stream().mapToLong(slice -> state(slice, states).written()).sum();
  }

  /**
   * The slices to send again now, in order.
   *
   * @param now from {@link System#nanoTime}; never less than at the call before
   * @param locked the numbers of the slices that are locked
   */
  List<Integer> due(Map<Long, SliceState> states, Set<Integer> locked, long now) {
    List<Integer> open = open(states);
    open.stream().filter(locked::contains).forEach(slice -> waiting(slice).begins());
    return open.stream()
        .filter(slice -> !locked.contains(slice))
        .limit(MOST_AT_ONCE)
        .filter(slice -> waiting(slice).isDue(now))
        .toList();
  }

  /** The ids of the step executions of all slices. */
  List<Long> stepExecutions() {
    return slices.values().stream().map(waiting -> waiting.stepExecution).toList();
  }

  /** The id of the step execution of a slice. */
  long stepExecution(int slice) {
    return waiting(slice).stepExecution;
  }

  private SliceState state(int slice, Map<Long, SliceState> states) {
    SliceState state = states.get(waiting(slice).stepExecution);
    if (state == null) {
      throw new IllegalStateException("Slice %d has no step execution".formatted(slice));
    }
    return state;
  }

  private Waiting waiting(int slice) {
    Waiting waiting = slices.get(slice);
    if (waiting == null) {
      throw new IllegalStateException("No slice %d".formatted(slice));
    }
    return waiting;
  }
}
