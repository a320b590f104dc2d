package bank.withdrawals.console;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.SummaryTable;
import ch.qos.logback.classic.Level;
import picocli.CommandLine.Help.Ansi;

/** What only a person at a terminal sees: progress bars and colours. */
public final class Terminal {

  private static final int LEAST_COLUMNS = 40;
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private Terminal() {}

  /** Bars if standard error is a wide enough terminal, else lines for a log. */
  public static Progress progress(Shell shell, StandardError err) {
    return shell.columns() >= LEAST_COLUMNS && !err.isJson()
        ? new ProgressBars(shell.err(), shell.columns())
        : new ProgressLines(err.writer(Level.INFO), System::nanoTime);
  }

  /**
   * Colours the status in a summary and the mark that says whether the totals agree. Returns the
   * summary unchanged if standard output is not a terminal or if NO_COLOR is set.
   */
  public static String coloured(String summary) {
    if (!Ansi.AUTO.enabled()) {
      return summary;
    }
    String text =
        summary
            .replace(SummaryTable.TICK, GREEN + SummaryTable.TICK + PLAIN)
            .replace(SummaryTable.CROSS, RED + SummaryTable.CROSS + PLAIN);
    for (RunStatus status : RunStatus.values()) {
      String colour = status.exitCode() == ExitCode.SUCCESS ? GREEN : RED;
      text = text.replaceFirst("(?m) " + status + "$", " " + colour + status + PLAIN);
    }
    return text;
  }
}
