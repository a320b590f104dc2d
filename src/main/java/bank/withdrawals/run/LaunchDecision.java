package bank.withdrawals.run;

import bank.withdrawals.job.Run;

/** What to do with a file, before its rows are read. */
sealed interface LaunchDecision {

  /**
   * Refuse it. No job instance is created.
   *
   * @param sha256 hash of its bytes; empty if they cannot be read
   * @param sentence for an operator: what is wrong and what to do
   */
  record Refuse(String sha256, String sentence) implements LaunchDecision {}

  /** Do nothing: the run of this content is complete. */
  record AlreadyComplete(Run run) implements LaunchDecision {}

  /** Start a new run. The content is new, or was refused before. */
  record Start(String sha256) implements LaunchDecision {}

  /** Restart the interrupted run of this content. */
  record Restart(Run run) implements LaunchDecision {}
}
