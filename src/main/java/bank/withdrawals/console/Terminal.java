package bank.withdrawals.console;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.SummaryTable;
import ch.qos.logback.classic.Level;
import picocli.CommandLine.Help.Ansi;

/** What is shown to a person at a terminal, and otherwise not. */
public final class Terminal {

  /** The columns of the terminal that stderr is; unset where it is none. Set by {@code run.sh}. */
  private static final String COLUMNS = "withdrawals.terminal.columns";

  private static final int LEAST_COLUMNS = 40;
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private Terminal() {}

  /** A bar where stderr is a terminal, else lines for a log. */
  public static Progress progress() {
    int columns = Integer.getInteger(COLUMNS, 0);
    return columns >= LEAST_COLUMNS && !StandardError.isJson()
        ? new ProgressBars(System.err, columns)
        : new ProgressLines(StandardError.writer(Level.INFO), System::nanoTime);
  }

  /**
   * A summary with its status, and whether it adds up, in colour; unchanged where standard output
   * is no terminal or NO_COLOR is set.
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
