package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;

/** The outcome of running a file. */
public sealed interface RunOutcome {

  /** Whether the run failed, so that no further file may run. */
  default boolean isFailure() {
    return false;
  }

  /**
   * The file has a run.
   *
   * @param alreadyComplete whether the run was complete before, so that nothing was done: the file
   *     is the summary's latest repetition
   */
  record Ran(Summary summary, boolean alreadyComplete) implements RunOutcome {

    @Override
    public boolean isFailure() {
      return summary.status() == RunStatus.FAILED;
    }

    boolean hasPendingEvents() {
      return summary.totals().events().pending() > 0;
    }
  }

  /** The run has not started: somebody has to approve the file first. */
  record AwaitsApproval(Approval approval) implements RunOutcome {}
}
