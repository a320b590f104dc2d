package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Sessions of PostgreSQL that are not the job's: what other people do to its database. */
public final class OtherSessions {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Only a statement that waits for a lock takes this long. */
  private static final int LONGEST_STATEMENT_SECONDS = 60;

  private static final String END_LOCK_HOLDER =
      """
      SELECT pg_terminate_backend(pid)
        FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       GROUP BY pid
      """;

  private static final String ADVISORY_LOCKS =
      """
      SELECT COUNT(*)
        FROM pg_locks
       WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private final DriverManagerDataSource dataSource;

  /** Sessions in the database with these properties. */
  public OtherSessions(Map<String, String> database) {
    dataSource =
        new DriverManagerDataSource(
            database.get("spring.datasource.url"),
            database.get("spring.datasource.username"),
            database.get("spring.datasource.password"));
  }

  /** Each of its connections is a new session. */
  public DriverManagerDataSource dataSource() {
    return dataSource;
  }

  /** Statements, each in a session of its own. One that waits too long for a lock fails. */
  public JdbcTemplate jdbc() {
    JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    jdbc.setQueryTimeout(LONGEST_STATEMENT_SECONDS);
    return jdbc;
  }

  /** A transaction that holds its locks until it is closed. */
  public Blocker blockedBy(String sql) {
    return new Blocker(dataSource, sql);
  }

  /** How many advisory locks are held in the database. */
  public long advisoryLocks() {
    return count(ADVISORY_LOCKS);
  }

  /** The number that a query has. */
  public long count(String sql) {
    Long count = jdbc().queryForObject(sql, Long.class);
    return count == null ? 0 : count;
  }

  /** Ends the session that holds the run lock, and waits until it is gone. */
  public void endLockHolder() {
    assertThat(jdbc().queryForList(END_LOCK_HOLDER, Boolean.class)).containsExactly(true);
    await(() -> jdbc().queryForList(END_LOCK_HOLDER, Boolean.class).isEmpty());
  }

  /** Waits until a condition is true. */
  public static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not happen").isLessThan(deadline);
    }
  }

  /** An open transaction. */
  public static final class Blocker implements AutoCloseable {

    private final Connection connection;
    private final int process;

    private Blocker(DriverManagerDataSource dataSource, String sql) {
      try {
        connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
            var row = statement.executeQuery("SELECT pg_backend_pid()")) {
          row.next();
          process = row.getInt(1);
        }
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }

    /** Its PostgreSQL process. */
    public int process() {
      return process;
    }

    @Override
    public void close() {
      end();
    }

    /** Undoes what it did, and ends its session. */
    public void end() {
      try {
        if (!connection.isClosed()) {
          connection.rollback();
          connection.close();
        }
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
