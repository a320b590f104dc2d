package bank.withdrawals.bench;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.ledger.Database;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the job with other solutions on the same file, database server and broker. The
 * contenders alternate in each round: {@code ./mvnw -Pbench verify}. It prints a table and asserts
 * no speed.
 *
 * <p>Options: {@code -Dbench.rows}, {@code bench.accounts}, {@code bench.skew}, {@code
 * bench.rejects}, {@code bench.rounds}, {@code bench.seed}, {@code bench.ids} (sequential or uuid),
 * {@code bench.only} (a regular expression that is found in a contender's name), {@code
 * bench.scale} (numbers of rows, for {@link #scale}).
 */
class WithdrawalBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 200_000);
  private static final int ACCOUNTS = Integer.getInteger("bench.accounts", 100_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final long SEED = Long.getLong("bench.seed", 1);
  private static final double SKEW = Double.parseDouble(System.getProperty("bench.skew", "0"));
  private static final double REJECTS =
      Double.parseDouble(System.getProperty("bench.rejects", "0.01"));
  private static final BenchFile.Ids IDS =
      BenchFile.Ids.valueOf(System.getProperty("bench.ids", "sequential").toUpperCase(Locale.ROOT));
  private static final Pattern ONLY = Pattern.compile(System.getProperty("bench.only", ""));

  private static final List<Integer> SCALE =
      Stream.of(System.getProperty("bench.scale", "10000,100000,1000000").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  /** With more rows, the stock job would take a quarter of an hour. */
  private static final int STOCK_MAX = 1_000_000;

  /** Each row has a transaction and a flush, so more rows would take hours. */
  private static final int SLICE = 2_000;

  @TempDir Path directory;

  @Test
  void compare() throws Exception {
    BenchFile file = BenchFile.write(directory, SEED, ROWS, ACCOUNTS, SKEW, REJECTS, IDS);
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Contender contender : contenders()) {
        if (ONLY.matcher(contender.name()).find()) {
          measured
              .computeIfAbsent(contender.name(), name -> new ArrayList<>())
              .add(measure(contender, file));
        }
      }
    }
    System.out.printf(
        "%n%,d rows, %,d accounts, skew %s, rejects %s, seed %d, ids %s, %d rounds; medians%n%n",
        ROWS, ACCOUNTS, SKEW, REJECTS, SEED, IDS, ROUNDS);
    BenchTables.print(measured);
    double transactions =
        measured.keySet().stream().anyMatch(name -> name.endsWith("PostgreSQL"))
            ? Pgbench.transactionsPerSecond(TestPostgres.newDatabase()).orElse(Double.NaN)
            : Double.NaN;
    if (Double.isNaN(transactions)) {
      System.out.println("pgbench is skipped: not asked for, or not below /usr/lib/postgresql.");
    }
    Target.print(BenchTables.targets(measured, IDS, ACCOUNTS, transactions));
  }

  /** Measures how time grows with rows, and draws it. */
  @Test
  void scale() throws Exception {
    Map<String, Map<Integer, Double>> seconds = new LinkedHashMap<>();
    Contender ours =
        new Contender(
            "this job",
            TestPostgres::newDatabase,
            Integer.MAX_VALUE,
            Map.of(),
            WithdrawalBench::run);
    Contender stock =
        contender("stock", TestPostgres::newDatabase, Integer.MAX_VALUE, StockJob.asDocumented());
    measure(ours, BenchFile.write(directory, SEED, SCALE.get(0), ACCOUNTS, SKEW, REJECTS, IDS));
    for (int rows : SCALE) {
      BenchFile file = BenchFile.write(directory, SEED, rows, ACCOUNTS, SKEW, REJECTS, IDS);
      for (Contender contender : rows > STOCK_MAX ? List.of(ours) : List.of(ours, stock)) {
        if (ONLY.matcher(contender.name()).find()) {
          seconds
              .computeIfAbsent(contender.name(), name -> new TreeMap<>())
              .put(rows, measure(contender, file).seconds());
        }
      }
    }
    seconds.forEach(
        (name, byRows) ->
            byRows.forEach(
                (rows, time) ->
                    System.out.printf(
                        Locale.ROOT,
                        "%s, %,d rows: %.2f s, %,.0f rows/s%n",
                        name,
                        rows,
                        time,
                        rows / time)));
    Path chart = Files.createDirectories(Path.of("target", "bench")).resolve("scale.svg");
    Files.writeString(chart, ScaleChart.svg(seconds));
    System.out.println(chart);
  }

  private static List<Contender> contenders() {
    List<Contender> contenders = new ArrayList<>();
    for (int partitions : List.of(1, 2, 4)) {
      contenders.add(job("PostgreSQL", partitions, TestPostgres::newDatabase));
    }
    contenders.add(
        contender("stock, PostgreSQL", TestPostgres::newDatabase, ROWS, StockJob.asDocumented()));
    contenders.add(
        new Contender(
            "tuned Spring, PostgreSQL",
            TestPostgres::newDatabase,
            ROWS,
            Map.of("spring.datasource.hikari.data-source-properties.reWriteBatchedInserts", "true"),
            StockJob.tuned()));
    contenders.add(
        contender("DBA's SQL, PostgreSQL", TestPostgres::newDatabase, ROWS, new SetBasedSql()));
    contenders.add(
        contender("one by one, PostgreSQL", TestPostgres::newDatabase, SLICE, new OneByOne()));
    for (int partitions : List.of(1, 2, 4)) {
      contenders.add(job("HSQLDB", partitions, TestHsqldb::newDatabase));
    }
    contenders.add(
        contender("stock, HSQLDB", TestHsqldb::newDatabase, ROWS, StockJob.asDocumented()));
    return contenders;
  }

  private static Contender contender(
      String name, Supplier<Map<String, String>> newDatabase, int rows, Contender.Way way) {
    return new Contender(name, newDatabase, rows, Map.of(), way);
  }

  private static Contender job(
      String store, int partitions, Supplier<Map<String, String>> newDatabase) {
    return new Contender(
        "this job, %d %s, %s".formatted(partitions, partitions == 1 ? "part" : "parts", store),
        newDatabase,
        ROWS,
        Map.of("withdrawals.job.partitions", partitions),
        WithdrawalBench::run);
  }

  private static void run(WithdrawalsTester tester, BenchFile file, int rows) {
    assertThat(tester.run(file.path()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  private static Measured measure(Contender contender, BenchFile file) throws Exception {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(contender.newDatabase().get(), contender.settings())) {
      file.openAccounts(tester);
      TestBroker.get().createTopic(tester.topic(), 1, Map.of());
      System.gc();
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      OperatingSystemMXBean system =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      double server = serverSeconds(tester);
      long cpu = system.getProcessCpuTime();
      long begun = System.nanoTime();
      int rows = Math.min(contender.rows(), file.rows());
      contender.way().process(tester, file, rows);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double cpuEnd = system.getProcessCpuTime();
      long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      assertThat(tester.jdbc().queryForObject("SELECT COUNT(*) FROM withdrawal", Long.class))
          .isGreaterThan(rows / 2);
      return new Measured(
          rows, seconds, (cpuEnd - cpu) / 1e9, serverSeconds(tester) - server, peak / (1 << 20));
    }
  }

  private static double serverSeconds(WithdrawalsTester tester) throws IOException {
    return Database.of(tester.jdbc()) == Database.POSTGRESQL
        ? ServerProcesses.seconds(tester.jdbc())
        : Double.NaN;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}
