package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.report.Summary;

/** What came of a file. */
public sealed interface RunOutcome {

  /**
   * It was run.
   *
   * @param ranBefore whether that run was complete already and nothing was done
   */
  record Ran(Summary summary, boolean ranBefore) implements RunOutcome {}

  /** It is not begun, because somebody has to approve it first. */
  record Waits(Approval approval) implements RunOutcome {}
}
