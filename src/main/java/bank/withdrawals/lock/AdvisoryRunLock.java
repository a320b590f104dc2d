package bank.withdrawals.lock;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The run lock of a PostgreSQL database: an advisory lock on a connection of its own. PostgreSQL
 * releases it with the connection, however the process ends.
 */
public final class AdvisoryRunLock implements RunLock {

  /** The bytes of "withdraw". */
  private static final long KEY = 0x7769_7468_6472_6177L;

  private static final String HOLDER =
      """
      SELECT a.pid, a.application_name, a.client_addr, a.backend_start
        FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
      """;

  private static final int VALIDATION_SECONDS = 5;

  private final DataSource dataSource;

  /** The connection that holds the lock; null if the lock is not held. */
  private volatile @Nullable Connection held;

  public AdvisoryRunLock(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Held acquire() {
    held = lock();
    return this::release;
  }

  @Override
  public void requireHeld() {
    connection();
  }

  @Override
  public void renew() {
    Connection before = connection();
    if (!isAlive(before)) {
      close(before);
      held = lock();
    }
  }

  private Connection connection() {
    Connection connection = held;
    if (connection == null) {
      throw new IllegalStateException("The run lock is not held.");
    }
    return connection;
  }

  private Connection lock() {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    }
    JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    boolean acquired = false;
    try {
      acquired =
          Boolean.TRUE.equals(
              jdbc.queryForObject("SELECT pg_try_advisory_lock(?)", Boolean.class, KEY));
      if (!acquired) {
        throw new LockedException(otherHolder().orElse("it has just ended"));
      }
      return connection;
    } finally {
      if (!acquired) {
        close(connection);
      }
    }
  }

  private void release() {
    Connection connection = connection();
    held = null;
    try (PreparedStatement unlock = connection.prepareStatement("SELECT pg_advisory_unlock(?)")) {
      unlock.setLong(1, KEY);
      unlock.execute();
    } catch (SQLException connectionLost) {
      // PostgreSQL has released the lock with the connection.
    } finally {
      close(connection);
    }
  }

  private static boolean isAlive(Connection connection) {
    try {
      return connection.isValid(VALIDATION_SECONDS);
    } catch (SQLException broken) {
      return false;
    }
  }

  @Override
  public Optional<String> otherHolder() {
    return new JdbcTemplate(dataSource)
            .query(
                HOLDER,
                (row, n) ->
                    "%s, PostgreSQL process %d, from %s, since %s"
                        .formatted(
                            row.getString(2), row.getInt(1), row.getString(3), row.getString(4)),
                KEY)
            .stream()
            .findFirst();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyClosed) {
      // Nothing is left to close.
    }
  }
}
