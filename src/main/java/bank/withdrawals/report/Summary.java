package bank.withdrawals.report;

import bank.withdrawals.ledger.Repetition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run, from which the screen, {@code summary.json}, the HTML report and the exit
 * code are made.
 *
 * @param exitCode the exit code of a process that does only this run
 * @param message one sentence that says what went wrong; empty if nothing did
 * @param repeated the latest file with the same bytes that came after the run was complete; null if
 *     none came
 * @param restarts how often the run was started again
 * @param finishedAt the end of the latest start; the current time if it has not ended
 * @param recordsPerSecond rows decided per second in the latest execution of the debit step; 0 if
 *     there was none
 * @param slices the slices that were handed out to workers, debit first, in order; empty if none
 *     was
 */
public record Summary(
    RunTotals totals,
    RunStatus status,
    ExitCode exitCode,
    String message,
    @Nullable Repetition repeated,
    int restarts,
    Instant startedAt,
    Instant finishedAt,
    long recordsPerSecond,
    List<HandedOutSlice> slices) {

  /**
   * The summary of a file that is refused before its run starts.
   *
   * @param totals its name, its hash if that is known, and its run id
   * @param sentence why
   */
  public static Summary refused(RunTotals totals, String sentence, Instant now) {
    return new Summary(
        totals,
        RunStatus.REFUSED,
        RunStatus.REFUSED.exitCode(),
        sentence,
        null,
        0,
        now,
        now,
        0,
        List.of());
  }

  /** This summary with the status of a run that is in progress in another process. */
  public Summary running() {
    return new Summary(
        totals,
        RunStatus.RUNNING,
        RunStatus.RUNNING.exitCode(),
        "",
        repeated,
        restarts,
        startedAt,
        finishedAt,
        recordsPerSecond,
        slices);
  }
}
