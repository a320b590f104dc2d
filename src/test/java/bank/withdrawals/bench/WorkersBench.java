package bank.withdrawals.bench;

import static bank.withdrawals.bench.BenchFile.Ids.SEQUENTIAL;

import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Measures a manager and workers, each a process, against one process: {@code ./mvnw -Pbench verify
 * -Dit.test=WorkersBench}. PostgreSQL and the broker are those of the tests. Every process has
 * worked on another file before, so that it is warm. Times are those of the job repository, from
 * the start of the debits to the end of the last published slice.
 */
class WorkersBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
  private static final int WARM_ROWS = Integer.getInteger("bench.warm", 1_000_000);
  private static final int ACCOUNTS = Integer.getInteger("bench.accounts", 100_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int ZIPF_WORKERS = 5;
  private static final int MOST_SLICES = 64;

  private static final String SECONDS =
      """
      SELECT EXTRACT(EPOCH FROM MAX(END_TIME) - MIN(START_TIME))
        FROM BATCH_STEP_EXECUTION
       WHERE STEP_NAME IN ('debit', 'publish')
         AND JOB_EXECUTION_ID = (SELECT MAX(JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION)
      """;

  /** Executions of slices that failed, and executions that a file needed besides its first one. */
  private static final String ERRORS =
      """
      SELECT (SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STATUS = 'FAILED')
           + (SELECT COUNT(*) FROM BATCH_JOB_EXECUTION)
           - (SELECT COUNT(*) FROM BATCH_JOB_INSTANCE)
           + (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())
      """;

  @TempDir Path directory;

  private BenchFile warm;
  private int trials;

  /**
   * What was measured.
   *
   * @param errors failed slices, restarts and deadlocks
   */
  private record Trial(double seconds, int errors) {}

  /** Two workers with one thread each, and one process with two threads, alternating. */
  @Test
  void twoWorkers() throws IOException {
    BenchFile file = BenchFile.write(directory, 2, ROWS, ACCOUNTS, 0, 0.01, SEQUENTIAL);
    warm = BenchFile.write(directory, 1, WARM_ROWS, ACCOUNTS, 0, 0.01, SEQUENTIAL);
    List<Double> alone = new ArrayList<>();
    List<Double> workers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      alone.add(trial(file, 0, 2, Map.of()).seconds());
      workers.add(trial(file, 2, 1, Map.of()).seconds());
    }
    System.out.printf(
        Locale.ROOT,
        "%n%,d rows, seconds of debit and publish: one process with two threads %s, a manager and"
            + " two workers %s%n",
        ROWS,
        alone,
        workers);
    Target.print(
        List.of(
            Target.atMost(
                1.1,
                "× the time of one process with two threads",
                median(workers) / median(alone))));
  }

  /** What it costs to hand out a slice, in two steps. */
  @Test
  void manySlices() throws IOException {
    warm = BenchFile.write(directory, 1, WARM_ROWS, ACCOUNTS, 0, 0.01, SEQUENTIAL);
    BenchFile file = BenchFile.write(directory, 2, MOST_SLICES * 100, ACCOUNTS, 0, 0, SEQUENTIAL);
    List<Double> alone = new ArrayList<>();
    List<Double> workers = new ArrayList<>();
    Map<String, String> small = Map.of("withdrawals.job.slice-rows", "100");
    for (int round = 0; round < ROUNDS; round++) {
      alone.add(trial(file, 0, 1, small).seconds());
      workers.add(trial(file, 1, 1, small).seconds());
    }
    System.out.printf(
        Locale.ROOT,
        "%n%d slices of 100 rows, one thread, seconds: one process %s, a worker %s; to hand out one"
            + " slice of a step takes %.0f ms more than to execute it in the process%n",
        MOST_SLICES,
        alone,
        workers,
        (median(workers) - median(alone)) / (2 * MOST_SLICES) * 1e3);
  }

  /** Accounts as unequal as they are in some banks. */
  @Test
  void zipf() throws IOException {
    warm = BenchFile.write(directory, 1, WARM_ROWS, ACCOUNTS, 0, 0.01, SEQUENTIAL);
    List<Target> targets = new ArrayList<>();
    for (double exponent : List.of(0.0, 1.0, 2.0)) {
      BenchFile file = BenchFile.zipf(directory, 2, ROWS, ACCOUNTS, exponent);
      Trial trial = trial(file, ZIPF_WORKERS, 1, Map.of());
      System.out.printf(
          Locale.ROOT,
          "%d workers, %,d rows, accounts by Zipf %.0f: %,.0f rows/s%n",
          ZIPF_WORKERS,
          ROWS,
          exponent,
          ROWS / trial.seconds());
      targets.add(Target.atMost(0, "errors with Zipf %.0f".formatted(exponent), trial.errors()));
    }
    Target.print(targets);
  }

  /** With no workers, the run executes the slices itself, so many at once. */
  private Trial trial(BenchFile file, int workers, int atOnce, Map<String, String> settings) {
    Map<String, String> database = TestPostgres.newDatabase();
    Tool tool =
        Tool.at(directory.resolve("trial" + ++trials))
            .process()
            .over(database)
            .with("JAVA_OPTS", "-Xmx1g")
            .with("WITHDRAWALS_JOB_PARTITIONS", String.valueOf(atOnce))
            .with("WITHDRAWALS_WORKERS_TOPIC", "requests-" + UUID.randomUUID())
            .with(settings);
    JdbcTemplate jdbc =
        new JdbcTemplate(
            new DriverManagerDataSource(
                database.get("spring.datasource.url"),
                database.get("spring.datasource.username"),
                ""));
    tool.run("accounts").exits(0);
    BenchFile.openAccounts(jdbc, ACCOUNTS);
    List<Running> started = new ArrayList<>();
    try {
      for (int n = 0; n < workers; n++) {
        started.add(tool.start("worker", "--threads", atOnce));
      }
      List<Object> words = new ArrayList<>(List.of("run", warm.path(), file.path()));
      if (workers > 0) {
        words.add(1, "--workers");
      }
      tool.run(words.toArray()).exits(0);
      return new Trial(
          jdbc.queryForObject(SECONDS, Double.class), jdbc.queryForObject(ERRORS, Integer.class));
    } finally {
      started.forEach(worker -> worker.signal("TERM").end());
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
