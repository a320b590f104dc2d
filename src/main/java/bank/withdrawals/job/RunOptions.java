package bank.withdrawals.job;

/**
 * What the caller of a run asks for.
 *
 * @param fromInbox whether the file is moved away once it is done with
 * @param requireControl whether a file without a control file is refused
 * @param failOnRejects whether a run with rejections exits with 3
 */
public record RunOptions(boolean fromInbox, boolean requireControl, boolean failOnRejects) {

  /** These options for a file that lies in the inbox. */
  RunOptions inInbox() {
    return new RunOptions(true, requireControl, failOnRejects);
  }
}
