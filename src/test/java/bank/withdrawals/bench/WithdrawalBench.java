package bank.withdrawals.bench;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestHsqldb;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.WithdrawalsTester;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job beside what people would use instead, on the same file, database server and broker, one
 * after the other and all again: {@code ./mvnw -Pbench verify}. Prints a table; judges nothing.
 *
 * <p>Options: {@code -Dbench.rows}, {@code bench.accounts}, {@code bench.skew}, {@code
 * bench.rejects}, {@code bench.rounds}, {@code bench.seed}, {@code bench.only} (a part of a
 * contender's name).
 */
class WithdrawalBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 200_000);
  private static final int ACCOUNTS = Integer.getInteger("bench.accounts", 100_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final long SEED = Long.getLong("bench.seed", 1);
  private static final double SKEW = Double.parseDouble(System.getProperty("bench.skew", "0"));
  private static final double REJECTS =
      Double.parseDouble(System.getProperty("bench.rejects", "0.01"));
  private static final String ONLY = System.getProperty("bench.only", "");

  /** Of which there is a transaction and a flush each: more would take hours. */
  private static final int SLICE = 2_000;

  @TempDir Path directory;

  private record Measured(double rowsPerSecond, double cpuSeconds, long peakMegabytes) {}

  @Test
  void compare() throws Exception {
    BenchFile file = BenchFile.write(directory, SEED, ROWS, ACCOUNTS, SKEW, REJECTS);
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Contender contender : contenders()) {
        if (contender.name().contains(ONLY)) {
          measured
              .computeIfAbsent(contender.name(), name -> new ArrayList<>())
              .add(measure(contender, file));
        }
      }
    }
    print(measured);
  }

  private static List<Contender> contenders() {
    return List.of(
        new Contender(
            "this job, PostgreSQL", TestPostgres::newDatabase, ROWS, WithdrawalBench::run),
        new Contender("stock, PostgreSQL", TestPostgres::newDatabase, ROWS, new StockJob()),
        new Contender("DBA's SQL, PostgreSQL", TestPostgres::newDatabase, ROWS, new SetBasedSql()),
        new Contender("one by one, PostgreSQL", TestPostgres::newDatabase, SLICE, new OneByOne()),
        new Contender("this job, HSQLDB", TestHsqldb::newDatabase, ROWS, WithdrawalBench::run),
        new Contender("stock, HSQLDB", TestHsqldb::newDatabase, ROWS, new StockJob()));
  }

  private static void run(WithdrawalsTester tester, BenchFile file, int rows) {
    assertThat(tester.run(file.path()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  private static Measured measure(Contender contender, BenchFile file) throws Exception {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(contender.newDatabase().get(), Map.of())) {
      file.openAccounts(tester);
      TestBroker.get().createTopic(tester.topic(), 1, Map.of());
      System.gc();
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      OperatingSystemMXBean system =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      long cpu = system.getProcessCpuTime();
      long begun = System.nanoTime();
      int rows = Math.min(contender.rows(), file.rows());
      contender.way().take(tester, file, rows);
      double seconds = (System.nanoTime() - begun) / 1e9;
      long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      assertThat(tester.jdbc().queryForObject("SELECT COUNT(*) FROM withdrawal", Long.class))
          .isGreaterThan(rows / 2);
      return new Measured(
          rows / seconds, (system.getProcessCpuTime() - cpu) / 1e9, peak / (1 << 20));
    }
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void print(Map<String, List<Measured>> measured) throws IOException {
    System.out.printf(
        "%n%,d rows, %,d accounts, skew %s, rejects %s, seed %d, %d rounds; medians%n%n",
        ROWS, ACCOUNTS, SKEW, REJECTS, SEED, ROUNDS);
    System.out.println("| contender | rows/s | this job is | CPU s (JVM) | peak heap MB |");
    System.out.println("| --- | --: | --: | --: | --: |");
    measured.forEach(
        (name, all) -> {
          Measured median = median(all);
          String store = name.substring(name.indexOf(',') + 2);
          List<Measured> ours = measured.get("this job, " + store);
          System.out.printf(
              Locale.ROOT,
              "| %s | %,.0f | %s | %.1f | %d |%n",
              name,
              median.rowsPerSecond(),
              ours == null
                  ? ""
                  : String.format(
                      Locale.ROOT, "%.2f×", median(ours).rowsPerSecond() / median.rowsPerSecond()),
              median.cpuSeconds(),
              median.peakMegabytes());
        });
  }

  private static Measured median(List<Measured> all) {
    return all.stream()
        .sorted(java.util.Comparator.comparingDouble(Measured::rowsPerSecond))
        .toList()
        .get(all.size() / 2);
  }
}
