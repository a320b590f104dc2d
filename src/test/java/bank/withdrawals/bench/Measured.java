package bank.withdrawals.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one contender took.
 *
 * @param cpuSeconds of this JVM, the broker's included
 * @param serverSeconds of PostgreSQL's own processes; NaN if they are not known
 * @param peakMegabytes of the heap
 */
record Measured(
    int rows, double seconds, double cpuSeconds, double serverSeconds, long peakMegabytes) {

  double rowsPerSecond() {
    return rows / seconds;
  }

  /** Rows per second of processor time, of job, broker and database. */
  double rowsPerCoreSecond() {
    return rows / (cpuSeconds + (Double.isNaN(serverSeconds) ? 0 : serverSeconds));
  }

  /** PostgreSQL's processor seconds for a million rows. */
  double serverSecondsPerMillion() {
    return serverSeconds * 1_000_000 / rows;
  }

  /** Each column's own median, because none of them decides about the others. */
  static double median(List<Measured> all, ToDoubleFunction<Measured> column) {
    return all.stream()
        .map(column::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(all.size() / 2);
  }
}
