package bank.withdrawals.lock;

import bank.withdrawals.lock.RunLock.LockedException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The database session that holds the run lock, and a random token beside it. A pooler may lend the
 * same PostgreSQL process to another run later, and the token is gone then. For several threads.
 */
final class LockSession {

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int PROCESS_CHECKS = 5;

  /** A connection that does not answer for this time counts as lost. */
  private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

  private static final long PAUSE_MILLIS = 100;

  /** Ten seconds: from the check to its commit, a chunk takes a fraction of one. */
  private static final int FORMER_RUN_ATTEMPTS = 100;

  private static final String ACQUIRE =
      """
      SELECT CASE WHEN pg_try_advisory_lock(?) THEN pg_try_advisory_lock(?) ELSE FALSE END
      """;

  private static final String PASS_FENCE =
      """
      SELECT CASE WHEN pg_try_advisory_lock(?) THEN pg_advisory_unlock(?) ELSE FALSE END
      """;

  private static final String RELEASE = "SELECT pg_advisory_unlock(?) AND pg_advisory_unlock(?)";

  private final Connection connection;
  private final DataSource only;
  private final JdbcTemplate jdbc;
  private final int process;
  private final long token = RANDOM.nextLong();

  private LockSession(Connection connection) {
    this.connection = connection;
    this.only = new SingleConnectionDataSource(connection, true);
    this.jdbc = new JdbcTemplate(only);
    this.process = processOf(jdbc);
  }

  /**
   * Acquires the run lock on a new connection.
   *
   * @throws LockedException if another run holds it, or its last transaction is still open
   * @throws PooledSessionException if the connection has no session of its own
   */
  static LockSession open(DataSource dataSource) {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    }
    boolean acquired = false;
    try {
      LockSession session = new LockSession(connection);
      session.requireOwnProcess(new JdbcTemplate(dataSource));
      session.acquire();
      acquired = true;
      return session;
    } finally {
      if (!acquired) {
        close(connection);
      }
    }
  }

  /**
   * A session of its own is that of one PostgreSQL process, which no other connection gets. A
   * pooler of transactions lends this connection another process from time to time, or lends its
   * process to another connection. Other clients of the pooler may hide this once, but not always.
   * Nothing is locked yet that could stay in the pool.
   */
  private void requireOwnProcess(JdbcTemplate others) {
    for (int i = 0; i < PROCESS_CHECKS; i++) {
      if (processOf(others) == process) {
        throw new PooledSessionException();
      }
      requireSameProcess();
    }
  }

  /**
   * Uses the connection, so that nobody on its way closes it for being idle.
   *
   * @throws PooledSessionException if it has another PostgreSQL process now
   * @throws DataAccessException if the connection is lost
   */
  synchronized void requireSameProcess() {
    if (processOf(jdbc) != process) {
      throw new PooledSessionException();
    }
  }

  private static int processOf(JdbcTemplate connection) {
    Integer pid = connection.queryForObject("SELECT pg_backend_pid()", Integer.class);
    return pid == null ? 0 : pid;
  }

  /** In one statement, so that a pooler cannot spread the two locks over its processes. */
  private void acquire() {
    if (!isTrue(ACQUIRE, LockTable.RUN, token)) {
      throw LockedException.by(
          new LockTable(only).holder(LockTable.RUN).orElse("it has just ended"));
    }
    boolean acquired = false;
    try {
      awaitFormerRun();
      connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
      acquired = true;
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    } finally {
      if (!acquired) {
        unlock();
      }
    }
  }

  /** Waits until no transaction of a run that has lost the lock shares the fence. */
  private void awaitFormerRun() {
    for (int i = 0; !isTrue(PASS_FENCE, LockTable.FENCE, LockTable.FENCE); i++) {
      if (i == FORMER_RUN_ATTEMPTS) {
        throw new LockedException(
            "A former run has not ended its last transaction: %s. Wait for it to end, or end it."
                .formatted(
                    new LockTable(only).holder(LockTable.FENCE).orElse("it has just ended")));
      }
      pause();
    }
  }

  private boolean isTrue(String sql, Object... arguments) {
    return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, arguments));
  }

  /** A tenth of a second. */
  static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The token, by which other connections recognize this session. */
  long token() {
    return token;
  }

  /** What the holder of the run lock waits for. */
  synchronized List<LockWaits.Wait> waits() {
    return LockWaits.find(jdbc);
  }

  /**
   * Releases the locks and the connection.
   *
   * @return whether the session is known to have released them
   */
  synchronized boolean close() {
    try {
      return unlock();
    } finally {
      close(connection);
    }
  }

  private boolean unlock() {
    try {
      return isTrue(RELEASE, token, LockTable.RUN);
    } catch (DataAccessException connectionLost) {
      return false;
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyClosed) {
      // Nothing is left to close.
    }
  }
}
