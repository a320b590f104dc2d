package bank.withdrawals.console;

import bank.withdrawals.report.Progress;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows one bar for each step, with rate and remaining time, on a terminal. */
final class ProgressBars implements Progress {

  private static final int INTERVAL_MILLIS = 250;

  private final PrintStream terminal;
  private final int columns;
  private @Nullable ProgressBar bar;

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
            .setConsumer(new ConsoleProgressBarConsumer(terminal, columns - 1))
            .build();
  }

  @Override
  public void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
