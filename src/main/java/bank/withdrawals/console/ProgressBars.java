package bank.withdrawals.console;

import bank.withdrawals.report.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows one bar for each step, with rate and remaining time, on a terminal, and the workers below
 * it.
 */
final class ProgressBars implements Progress {

  private static final int INTERVAL_MILLIS = 250;

  /** A terminal that is less high would scroll. */
  private static final int MOST_LINES = 12;

  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String LINES_UP = "\u001b[%dA";

  private final PrintStream terminal;
  private final int columns;
  private @Nullable ProgressBar bar;
  private volatile List<String> workers = List.of();

  /** Bars on a terminal of {@code columns} columns. */
  ProgressBars(PrintStream terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void begin(String step, String unit, long done, long total) {
    end();
    bar =
        ProgressBar.builder()
            .setTaskName("%-7s".formatted(step))
            .setUnit(" " + unit, 1)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            // One column stays free, because some terminals wrap a full line.
            .setConsumer(new BarAboveLines())
            .build();
  }

  @Override
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void workers(List<String> lines) {
    workers =
        lines.stream()
            .limit(MOST_LINES)
            .map(line -> line.substring(0, Math.min(line.length(), columns - 1)))
            .toList();
  }

  @Override
  public void end() {
    workers = List.of();
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** Writes the lines below the bar and returns to the bar; at the end, only the bar is left. */
  private final class BarAboveLines extends ConsoleProgressBarConsumer {

    private boolean hasLines;

    private BarAboveLines() {
      super(terminal, columns - 1);
    }

    @Override
    public void accept(String rendered) {
      super.accept(rendered);
      List<String> lines = workers;
      if (hasLines || !lines.isEmpty()) {
        terminal.print(CLEAR_BELOW);
        hasLines = !lines.isEmpty();
      }
      if (hasLines) {
        lines.forEach(line -> terminal.print(System.lineSeparator() + line));
        terminal.print(LINES_UP.formatted(lines.size()));
        terminal.flush();
      }
    }
  }
}
