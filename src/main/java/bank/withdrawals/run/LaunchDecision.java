package bank.withdrawals.run;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;

/** What a file is to the job before its rows are looked at. */
sealed interface LaunchDecision {

  /**
   * No run is made of it.
   *
   * @param sha256 of its bytes; empty where they cannot be read
   * @param sentence for an operator: what is wrong and what to do
   */
  record Refused(String sha256, String sentence) implements LaunchDecision {}

  /**
   * The run of these bytes is complete.
   *
   * @param last its last execution
   */
  record RanBefore(JobExecution last) implements LaunchDecision {}

  /**
   * It can be run, or its run goes on.
   *
   * @param last the last execution over these bytes, or null where there is none
   * @param refused whether that one refused the file, which is tried afresh then
   */
  record Admitted(String sha256, @Nullable JobExecution last, boolean refused)
      implements LaunchDecision {

    /** The execution that is to be taken up where it ended; null where a new run begins. */
    @Nullable JobExecution interrupted() {
      return refused ? null : last;
    }
  }
}
