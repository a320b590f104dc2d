package bank.withdrawals.approval;

/** The result of an attempt to approve a file. */
public sealed interface ApprovalResult {

  /** The file is approved now. */
  record Approved(Approval approval) implements ApprovalResult {}

  /** Somebody approved the file before. */
  record AlreadyApproved(Approval approval) implements ApprovalResult {}

  /**
   * The file is not approved.
   *
   * @param sentence why, and what to do
   */
  record NotApproved(String sentence) implements ApprovalResult {}
}
