package bank.withdrawals.report;

import java.time.Instant;

/**
 * What a run did, as the screen, {@code summary.json} and the exit code all tell it.
 *
 * @param totals counts and money
 * @param status how it stands
 * @param exitCode of a process that did only this run
 * @param message one sentence on what went wrong; empty where nothing did
 * @param restarts how often it was started again
 * @param recordsPerSecond rows decided a second in the last execution of the debit step; 0 where it
 *     had none
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

  /** This summary of a run that is still under way. */
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
