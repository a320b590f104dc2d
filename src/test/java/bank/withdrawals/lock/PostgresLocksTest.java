package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Another session of PostgreSQL locks accounts in an order that is not the job's. */
class PostgresLocksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String WAITING =
      "SELECT COUNT(*) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND wait_event_type = 'Lock'";

  private static final String STARTS =
      "SELECT COUNT(*) FROM BATCH_STEP_EXECUTION WHERE STEP_NAME = 'debit'";

  private final Map<String, String> database = TestPostgres.newDatabase();

  /** The job has locked account 1 and waits for 2; the other has 2 and asks for 1. */
  @Test
  void deadlockIsRetriedWithinTheRun() throws SQLException {
    try (WithdrawalsTester tester = tester(database);
        Connection other = connect();
        Statement sql = other.createStatement()) {
      // Only the job looks for a deadlock, so PostgreSQL cancels the job's statement.
      sql.execute("SET deadlock_timeout = '1h'");
      other.setAutoCommit(false);
      sql.execute("UPDATE account SET balance = balance - 1 WHERE account_id = 2");
      CompletableFuture<Summary> run =
          CompletableFuture.supplyAsync(() -> tester.run(file(tester)));
      await(() -> count(tester, WAITING) == 1);
      sql.execute("UPDATE account SET balance = balance - 1 WHERE account_id = 1");
      other.commit();
      assertDebitedOnce(tester, run.join(), 98);
    }
  }

  @Test
  void lockTimeoutIsRetriedWithinTheRun() throws SQLException {
    Map<String, String> impatient = new HashMap<>(database);
    impatient.merge("spring.datasource.url", "&options=-c%20lock_timeout=100", String::concat);
    impatient.put("withdrawals.job.restarts", Integer.toString(Integer.MAX_VALUE));
    try (WithdrawalsTester tester = tester(impatient);
        Connection other = connect();
        Statement sql = other.createStatement()) {
      other.setAutoCommit(false);
      sql.execute("UPDATE account SET balance = balance - 1 WHERE account_id IN (1, 2)");
      CompletableFuture<Summary> run =
          CompletableFuture.supplyAsync(() -> tester.run(file(tester)));
      await(() -> count(tester, STARTS) > 2);
      other.commit();
      assertDebitedOnce(tester, run.join(), 98);
    }
  }

  private static void assertDebitedOnce(WithdrawalsTester tester, Summary summary, int left) {
    assertThat(summary.status()).as("%s", summary).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.restarts()).isPositive();
    assertThat(tester.journal())
        .containsExactly("2 a 1 1 " + left, "3 b 2 1 " + left, "4 c 1 1 " + (left - 1));
    assertThat(tester.balances()).isEqualTo(Map.of(1L, left - 1 + "", 2L, left + ""));
    assertThat(tester.events()).containsExactly("a", "b", "c");
  }

  private static WithdrawalsTester tester(Map<String, String> database) {
    return WithdrawalsTester.over(database, Map.of()).account(1, "100.00").account(2, "100.00");
  }

  private static Path file(WithdrawalsTester tester) {
    return tester.file("locks.csv", List.of("a,1,1.00", "b,2,1.00", "c,1,1.00"));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.get("spring.datasource.url"),
        database.get("spring.datasource.username"),
        database.get("spring.datasource.password"));
  }

  private static long count(WithdrawalsTester tester, String sql) {
    List<Long> counts = tester.jdbc().queryForList(sql, Long.class);
    return counts.get(0);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not happen").isLessThan(deadline);
    }
  }
}
