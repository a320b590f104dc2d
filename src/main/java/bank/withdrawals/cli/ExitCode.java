package bank.withdrawals.cli;

import bank.withdrawals.job.RunLock;
import bank.withdrawals.report.Summary;
import java.util.List;

/** What the process tells its caller; the README has the table. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int REJECTS = 3;
  static final int REFUSED = 4;
  static final int EVENTS_PENDING = 5;
  static final int LOCKED = 6;

  /** With several runs, the first of these that one of them ended with; a stop outranks them. */
  private static final List<Integer> PRECEDENCE =
      List.of(143, 130, FAILED, REFUSED, EVENTS_PENDING, REJECTS);

  private ExitCode() {}

  /** The code where a command fails with this. */
  static int of(Exception failure) {
    return failure instanceof RunLock.LockedException ? LOCKED : FAILED;
  }

  /** Whether nothing is left to do, for people or the next run. */
  static boolean isSuccess(int code) {
    return code == DONE || code == REJECTS;
  }

  /** The code for all of these runs together. */
  static int of(List<Summary> summaries) {
    return PRECEDENCE.stream()
        .filter(code -> summaries.stream().anyMatch(summary -> summary.exitCode() == code))
        .findFirst()
        .orElse(DONE);
  }
}
