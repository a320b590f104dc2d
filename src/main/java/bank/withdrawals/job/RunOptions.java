package bank.withdrawals.job;

/**
 * What the caller of a run asks for.
 *
 * @param fromInbox whether the file is moved away once it is done with
 * @param requireControl whether a file without a control file is refused
 * @param requireApproval whether a new file waits until somebody else has approved it
 * @param failOnRejects whether a run with rejections exits with 3
 * @param rejectEvents whether rejections are told as events, where the file is new
 * @param partitions how many parts of a file are debited at once; {@link #AS_SET} or 1 to 8
 */
public record RunOptions(
    boolean fromInbox,
    boolean requireControl,
    boolean requireApproval,
    boolean failOnRejects,
    boolean rejectEvents,
    int partitions) {

  /** As many partitions as the settings say. */
  public static final int AS_SET = 0;

  /** More would want more connections than there are. */
  public static final int MAX_PARTITIONS = 8;

  /** These options for a file that lies in the inbox. */
  public RunOptions inInbox() {
    return new RunOptions(
        true, requireControl, requireApproval, failOnRejects, rejectEvents, partitions);
  }
}
