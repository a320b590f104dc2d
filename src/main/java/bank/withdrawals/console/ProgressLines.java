package bank.withdrawals.console;

import bank.withdrawals.report.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Prints a line every ten seconds, and one for each worker, for a log. A step that takes less
 * prints nothing.
 */
final class ProgressLines implements Progress {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final LongSupplier nanos;
  private String step = "";
  private String unit = "";
  private long first;
  private long total;
  private long startedAt;
  private long next;
  private List<String> workers = List.of();

  /**
   * Prints to {@code out}.
   *
   * @param nanos a clock in nanoseconds, such as {@link System#nanoTime}; it may overflow
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
    this.startedAt = nanos.getAsLong();
    this.next = startedAt + INTERVAL.toNanos();
  }

  @Override
  public void at(long done) {
    long now = nanos.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL.toNanos();
    double perSecond = (done - first) * 1e9 / (now - startedAt);
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
            timeLeft(done, perSecond)));
    workers.forEach(out::println);
    out.flush();
  }

  @Override
  public void workers(List<String> lines) {
    workers = lines;
  }

  private String timeLeft(long done, double perSecond) {
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
