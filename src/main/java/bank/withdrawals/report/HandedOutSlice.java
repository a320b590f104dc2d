package bank.withdrawals.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A slice of a step that was handed out to workers.
 *
 * @param step {@code debit} or {@code publish}
 * @param slice its number, from 1
 * @param worker who executes it, or did so last; empty if nobody has begun it
 * @param rows how many rows it has worked through, or events it has sent, over all starts
 * @param startedAt when that worker began it; null if nobody has begun it
 * @param endedAt when that worker left it; null if it has not, or has died
 */
public record HandedOutSlice(
    String step,
    int slice,
    String worker,
    State state,
    long rows,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  /** What the job repository says of a slice. A worker that has died could not say so. */
  public enum State {
    /** Nobody has begun it, or its worker has left it. */
    WAITING,
    /** A worker executes it, if the run is under way. */
    EXECUTED,
    /** All its rows are done. */
    COMPLETE
  }

  /** This slice as a later start of the run has it, together with what an earlier one has done. */
  public HandedOutSlice after(HandedOutSlice earlier) {
    boolean begun = startedAt != null;
    return new HandedOutSlice(
        step,
        slice,
        begun ? worker : earlier.worker,
        state,
        rows + earlier.rows,
        begun ? startedAt : earlier.startedAt,
        begun ? endedAt : earlier.endedAt);
  }
}
