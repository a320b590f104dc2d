package bank.withdrawals.job;

import org.jspecify.annotations.Nullable;

/**
 * The options of the caller of a run.
 *
 * @param fromInbox whether the file is in the inbox, and is moved away in the end
 * @param requireControl whether a file without a control file is refused
 * @param requireApproval whether a new file waits until a second person approves it
 * @param failOnRejects whether a run with rejections has exit code 3
 * @param failOnParked whether a run with parked events has exit code 7
 * @param rejectEvents whether the rejections of a new file are published too
 * @param partitions how many partitions of a file are debited at once; {@link #AS_SET} or 1 to 8
 * @param format the name of the format of the file; null to choose it by the file's place and name
 */
public record RunOptions(
    boolean fromInbox,
    boolean requireControl,
    boolean requireApproval,
    boolean failOnRejects,
    boolean failOnParked,
    boolean rejectEvents,
    int partitions,
    @Nullable String format) {

  /** The number of partitions in the settings. */
  public static final int AS_SET = 0;

  /** More partitions would need more connections than the pool has. */
  public static final int MAX_PARTITIONS = 8;

  /**
   * How many partitions are executed at once if nobody chooses: two for each processor, because one
   * waits for the log of the database, or for the broker, while the other one computes.
   */
  public static int automaticPartitions() {
    return Math.min(2 * Runtime.getRuntime().availableProcessors(), MAX_PARTITIONS);
  }

  /** The same options for a file in the inbox. */
  public RunOptions inInbox() {
    return new RunOptions(
        true,
        requireControl,
        requireApproval,
        failOnRejects,
        failOnParked,
        rejectEvents,
        partitions,
        format);
  }

  /** The same options, and exit code 7 for a run with parked events if {@code fail} is true. */
  public RunOptions failingOnParked(boolean fail) {
    return new RunOptions(
        fromInbox,
        requireControl,
        requireApproval,
        failOnRejects,
        failOnParked || fail,
        rejectEvents,
        partitions,
        format);
  }
}
