package bank.withdrawals.database;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets one process at a time look at a PostgreSQL and migrate it. Flyway's own lock is held only
 * while it migrates, so a start that has looked before would take the tables of another start for
 * those of another application.
 */
final class MigrationLock {

  /** The letters "migrate!". */
  private static final long KEY = 0x6d69_6772_6174_6521L;

  /** Far longer than a migration takes. The wait then ends with SQLSTATE 55P03. */
  private static final String PATIENCE = "SET LOCAL lock_timeout = '60s'";

  /** Of the transaction, because a pooler may lend a session for one transaction. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(?)";

  private MigrationLock() {}

  /** Waits for the lock, and holds it during {@code action}, which has other connections. */
  static <T> T during(DataSource login, Supplier<T> action) {
    // Spring gives the connection of a transaction to everybody who asks the same data source.
    DataSource apart = new DelegatingDataSource(login);
    JdbcTemplate jdbc = new JdbcTemplate(apart);
    return new TransactionTemplate(new DataSourceTransactionManager(apart))
        .execute(
            transaction -> {
              jdbc.execute(PATIENCE);
              jdbc.query(LOCK, row -> {}, KEY);
              return action.get();
            });
  }
}
