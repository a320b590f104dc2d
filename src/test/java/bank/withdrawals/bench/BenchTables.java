package bank.withdrawals.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables that the bench prints. */
final class BenchTables {

  private static final int MANY_ACCOUNTS = 10_000_000;

  private BenchTables() {}

  /** Prints each contender and its ratio to the job's best result on the same database. */
  static void print(Map<String, List<Measured>> measured) {
    System.out.println(
        "| contender | rows/s | this job's best is | CPU s: JVM | CPU s: PostgreSQL"
            + " | rows per core-second | peak heap MB |");
    System.out.println("| --- | --: | --: | --: | --: | --: | --: |");
    measured.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.2f× | %.1f | %s | %,.0f | %.0f |%n",
                name,
                rowsPerSecond(all),
                best(measured, store(name)) / rowsPerSecond(all),
                Measured.median(all, Measured::cpuSeconds),
                known(Measured.median(all, Measured::serverSeconds)),
                Measured.median(all, Measured::rowsPerCoreSecond),
                Measured.median(all, Measured::peakMegabytes)));
  }

  private static String known(double seconds) {
    return Double.isNaN(seconds) ? "" : "%.1f".formatted(seconds);
  }

  /**
   * The targets of this kind of file.
   *
   * @param transactions those of pgbench per second; NaN if it did not run
   */
  static List<Target> targets(
      Map<String, List<Measured>> measured, BenchFile.Ids ids, int accounts, double transactions) {
    List<Target> targets = new ArrayList<>();
    String file = "%,d accounts, %s ids".formatted(accounts, ids.name().toLowerCase(Locale.ROOT));
    String job = "PostgreSQL, " + file;
    double stock = accounts >= MANY_ACCOUNTS && ids == BenchFile.Ids.UUID ? 8 : 6;
    if (measured.containsKey("stock, PostgreSQL")) {
      targets.add(Target.atLeast(stock, job + ", × stock", ratio(measured, "stock, PostgreSQL")));
    }
    if (measured.containsKey("DBA's SQL, PostgreSQL")) {
      targets.add(
          Target.atLeast(1, job + ", × DBA's SQL", ratio(measured, "DBA's SQL, PostgreSQL")));
    }
    if (measured.containsKey("stock, HSQLDB")) {
      targets.add(
          Target.atLeast(1.2, "HSQLDB, " + file + ", × stock", ratio(measured, "stock, HSQLDB")));
    }
    if (measured.keySet().stream().anyMatch(name -> isJob(name, "PostgreSQL"))) {
      targets.add(
          Target.atLeast(
              30_000,
              job + ", rows per core-second",
              best(measured, "PostgreSQL", Measured::rowsPerCoreSecond)));
      targets.add(
          Target.atMost(
              11,
              job + ", PostgreSQL's processor seconds per 1,000,000 rows",
              -best(measured, "PostgreSQL", one -> -one.serverSecondsPerMillion())));
      targets.add(
          Target.atLeast(
              10,
              job + ", × transactions/s of pgbench",
              best(measured, "PostgreSQL") / transactions));
    }
    return targets;
  }

  private static double ratio(Map<String, List<Measured>> measured, String contender) {
    return best(measured, store(contender)) / rowsPerSecond(measured.get(contender));
  }

  private static double rowsPerSecond(List<Measured> all) {
    return Measured.median(all, Measured::rowsPerSecond);
  }

  private static double best(Map<String, List<Measured>> measured, String store) {
    return best(measured, store, Measured::rowsPerSecond);
  }

  private static double best(
      Map<String, List<Measured>> measured, String store, ToDoubleFunction<Measured> column) {
    return measured.entrySet().stream()
        .filter(contender -> isJob(contender.getKey(), store))
        .mapToDouble(contender -> Measured.median(contender.getValue(), column))
        .max()
        .orElse(Double.NaN);
  }

  private static boolean isJob(String contender, String store) {
    return contender.startsWith("this job") && store(contender).equals(store);
  }

  private static String store(String contender) {
    return contender.substring(contender.lastIndexOf(' ') + 1);
  }
}
