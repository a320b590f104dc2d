package bank.withdrawals.run;

import bank.withdrawals.intake.Original;
import bank.withdrawals.job.Run;

/** What to do with a file, before its rows are read. */
sealed interface LaunchDecision {

  /** The hash of the file's bytes, 64 hex digits; empty if they cannot be read. */
  String sha256();

  /**
   * Refuse it. No job instance is created.
   *
   * @param sentence for an operator: what is wrong and what to do
   */
  record Refuse(String sha256, String sentence) implements LaunchDecision {}

  /** Do nothing: the run of this content is complete. */
  record AlreadyComplete(Run run) implements LaunchDecision {
    @Override
    public String sha256() {
      return run.sha256();
    }
  }

  /** Start a new run. The content is new, or was refused before. */
  record Start(Original original) implements LaunchDecision {
    @Override
    public String sha256() {
      return original.sha256();
    }
  }

  /** Restart the interrupted run of this content. */
  record Restart(Original original, Run run) implements LaunchDecision {
    @Override
    public String sha256() {
      return run.sha256();
    }
  }
}
