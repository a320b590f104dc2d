package bank.withdrawals.job;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.partition.PartitionHandler;

/** Has the slices of a step executed by workers, which are other processes. */
public interface RemoteSlices {

  /**
   * A handler for one execution of a partitioned step.
   *
   * @param run the parameters of the execution
   * @param slices how many slices there are
   * @param atOnce how many this process executes at once, if it executes them itself because no
   *     worker does and {@link JobSettings.Workers#PREFER} is set
   */
  PartitionHandler handler(RunParameters run, int slices, int atOnce);

  /** Slices cannot be handed out, or one of them failed on a worker. */
  final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for an operator.
     *
     * @param cause null if the failure is in another process
     */
    public FailedException(String sentence, @Nullable Throwable cause) {
      super(sentence, cause);
    }
  }
}
