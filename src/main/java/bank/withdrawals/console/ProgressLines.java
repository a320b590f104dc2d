package bank.withdrawals.console;

import bank.withdrawals.report.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line now and then, for a log: a step that is over sooner has none. */
final class ProgressLines implements Progress {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final LongSupplier nanos;
  private String step = "";
  private String unit = "";
  private long first;
  private long total;
  private long begun;
  private long next;

  /**
   * Lines to {@code out}.
   *
   * @param nanos the time, such as {@link System#nanoTime}
   */
  ProgressLines(PrintWriter out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  @Override
  public void begin(String step, String unit, long done, long total) {
    this.step = step;
    this.unit = unit;
    this.first = done;
    this.total = total;
    this.begun = nanos.getAsLong();
    this.next = begun + INTERVAL.toNanos();
  }

  @Override
  public void at(long done) {
    long now = nanos.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL.toNanos();
    double perSecond = (done - first) * 1e9 / (now - begun);
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %d %%, %,d of %,d %s, %,.0f/s, %s left",
            step,
            total == 0 ? 100 : 100 * done / total,
            done,
            total,
            unit,
            perSecond,
            left(done, perSecond)));
    out.flush();
  }

  private String left(long done, double perSecond) {
    if (perSecond <= 0) {
      return "unknown time";
    }
    Duration left = Duration.ofSeconds(Math.round((total - done) / perSecond));
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
  }

  @Override
  public void end() {}
}
