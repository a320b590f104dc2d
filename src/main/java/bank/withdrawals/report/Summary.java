package bank.withdrawals.report;

import java.time.Instant;

/**
 * The result of a run, from which the screen, {@code summary.json}, the HTML report and the exit
 * code are made.
 *
 * @param exitCode the exit code of a process that does only this run
 * @param message one sentence that says what went wrong; empty if nothing did
 * @param restarts how often the run was started again
 * @param finishedAt the end of the latest start; the current time if it has not ended
 * @param recordsPerSecond rows decided per second in the latest execution of the debit step; 0 if
 *     there was none
 */
public record Summary(
    RunTotals totals,
    RunStatus status,
    ExitCode exitCode,
    String message,
    int restarts,
    Instant startedAt,
    Instant finishedAt,
    long recordsPerSecond) {

  /** This summary with the status of a run that is in progress in another process. */
  public Summary running() {
    return new Summary(
        totals,
        RunStatus.RUNNING,
        RunStatus.RUNNING.exitCode(),
        "",
        restarts,
        startedAt,
        finishedAt,
        recordsPerSecond);
  }
}
