package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.testing.LedgerTables;
import bank.withdrawals.testing.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A chunk is decided on the balances it has read. Nobody may change them until it commits. */
class LedgerReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path data;

  @Test
  void hsqldbLocksTheAccountsThatWereRead() {
    assertAccountsReadAreLocked(
        EmbeddedDatabase.properties(data),
        "SELECT COUNT(*) FROM information_schema.system_sessions WHERE latch_count > 0");
  }

  @Test
  void postgresLocksTheAccountsThatWereRead() {
    assertAccountsReadAreLocked(
        TestPostgres.newDatabase(),
        "SELECT COUNT(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
  }

  private static void assertAccountsReadAreLocked(Map<String, ?> properties, String waiting) {
    DriverManagerDataSource database = connections(properties);
    LedgerTables.create(database);
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.update(
        "INSERT INTO account (account_id, balance, currency, status, opening_balance)"
            + " VALUES (1, 100, 'USD', 'ACTIVE', 100)");
    LedgerReader lookups = new LedgerReader(Database.of(jdbc), jdbc);

    CompletableFuture<Integer> other =
        new TransactionTemplate(new JdbcTransactionManager(database))
            .execute(
                transaction -> {
                  assertThat(lookups.lockAccounts(Set.of(1L, 2L)).keySet()).isEqualTo(Set.of(1L));
                  CompletableFuture<Integer> debit =
                      CompletableFuture.supplyAsync(() -> debit(new JdbcTemplate(database)));
                  awaitWaiting(new JdbcTemplate(connections(properties)), waiting, debit);
                  assertThat(debit).as("a debit from elsewhere").isNotDone();
                  return debit;
                });

    assertThat(other).succeedsWithin(PATIENCE).isEqualTo(1);
    assertThat(jdbc.queryForList("SELECT balance FROM account", BigDecimal.class))
        .usingElementComparator(BigDecimal::compareTo)
        .isEqualTo(List.of(new BigDecimal("99")));
  }

  private static int debit(JdbcTemplate jdbc) {
    return jdbc.update("UPDATE account SET balance = balance - 1 WHERE account_id = 1");
  }

  /**
   * Waits until the other debit waits for a lock, or is done. It asks on another connection: inside
   * a transaction, PostgreSQL keeps its first view of the activity.
   */
  private static void awaitWaiting(
      JdbcTemplate jdbc, String waiting, CompletableFuture<Integer> other) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!other.isDone()
        && Integer.valueOf(0).equals(jdbc.queryForObject(waiting, Integer.class))) {
      assertThat(System.nanoTime()).as("nobody waits").isLessThan(deadline);
    }
  }

  private static DriverManagerDataSource connections(Map<String, ?> properties) {
    return new DriverManagerDataSource(
        text(properties, "spring.datasource.url"),
        text(properties, "spring.datasource.username"),
        text(properties, "spring.datasource.password"));
  }

  private static String text(Map<String, ?> properties, String name) {
    return String.valueOf(properties.get(name));
  }
}
