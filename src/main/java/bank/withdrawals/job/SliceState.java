package bank.withdrawals.job;

import org.springframework.batch.core.BatchStatus;

/**
 * The stored state of a slice's step execution.
 *
 * @param status Spring Batch's
 * @param written how many rows it has worked through
 */
public record SliceState(BatchStatus status, long written) {

  /**
   * Whether the slice is not executed again in its job execution. A slice is, if its worker was
   * stopped or has died.
   */
  public boolean hasEnded() {
    return !status.isRunning() && status != BatchStatus.STOPPED;
  }

  /** Whether all its rows are done. */
  public boolean isComplete() {
    return status == BatchStatus.COMPLETED;
  }
}
