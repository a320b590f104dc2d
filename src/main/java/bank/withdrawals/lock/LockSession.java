package bank.withdrawals.lock;

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
 * A database session that holds a lock, and a random token beside it. A pooler may lend the same
 * PostgreSQL process to another run later, and the token is gone then. For several threads.
 */
final class LockSession {

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int PROCESS_CHECKS = 5;

  /** A connection that does not answer for this time counts as lost. */
  private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

  /** After this time without an answer, PostgreSQL has ended a session that it ends if idle. */
  private static final int IDLE_TIMEOUT_MILLIS = 3_000;

  /** {@code idle_session_timeout} exists since this version. */
  private static final int VERSION = 14;

  private static final String END_IF_IDLE =
      """
      SELECT set_config('idle_session_timeout', '3s', FALSE),
             set_config('application_name', ?, FALSE)
      """;

  private static final String ACQUIRE =
      """
      SELECT CASE WHEN pg_try_advisory_lock(?) THEN pg_try_advisory_lock(?) ELSE FALSE END
      """;

  private static final String ACQUIRE_AS_WORKER =
      """
      SELECT CASE WHEN NOT pg_try_advisory_lock_shared(?) THEN FALSE
                  WHEN NOT pg_try_advisory_lock(?) THEN FALSE
                  ELSE pg_try_advisory_lock(?)
             END
      """;

  private static final String RELEASE = "SELECT pg_advisory_unlock(?) AND pg_advisory_unlock(?)";

  private static final String RELEASE_AS_WORKER =
      """
      SELECT pg_advisory_unlock(?) AND pg_advisory_unlock(?) AND pg_advisory_unlock_shared(?)
      """;

  private final Connection connection;
  private final JdbcTemplate jdbc;
  private final int process;
  private final long lock;
  private final long token = RANDOM.nextLong();
  private boolean acquired;
  private boolean worker;

  private LockSession(Connection connection, long lock) {
    this.connection = connection;
    this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    this.process = processOf(jdbc);
    this.lock = lock;
  }

  /**
   * Opens a session for a lock, and locks nothing yet.
   *
   * @param sessions gives the connection
   * @param others gives connections to compare it with
   * @throws PooledSessionException if the connection has no session of its own
   */
  static LockSession open(DataSource sessions, DataSource others, long lock) {
    Connection connection;
    try {
      connection = sessions.getConnection();
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    }
    boolean opened = false;
    try {
      connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
      LockSession session = new LockSession(connection, lock);
      session.requireOwnProcess(new JdbcTemplate(others));
      opened = true;
      return session;
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    } finally {
      if (!opened) {
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

  /**
   * Lets PostgreSQL end this session if it is not used for three seconds. It stays so, and so does
   * the name: the connection must not be one of a pool.
   *
   * @param application how the session calls itself
   * @throws SliceLocksRefusedException if the server cannot do this
   */
  synchronized void endIfIdle(String application) {
    try {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < VERSION) {
        throw SliceLocksRefusedException.version(version, VERSION);
      }
      connection.setNetworkTimeout(Runnable::run, IDLE_TIMEOUT_MILLIS);
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached", failure);
    }
    jdbc.queryForList(END_IF_IDLE, application);
  }

  /** In one statement, so that a pooler cannot spread the two locks over its processes. */
  synchronized boolean tryLock() {
    acquired = isTrue(ACQUIRE, lock, token);
    return acquired;
  }

  /** As {@link #tryLock}, and shares {@link LockKeys#WORKERS}. */
  synchronized boolean tryLockAsWorker() {
    worker = true;
    acquired = isTrue(ACQUIRE_AS_WORKER, LockKeys.WORKERS, lock, token);
    return acquired;
  }

  private boolean isTrue(String sql, Object... arguments) {
    return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, arguments));
  }

  /** The number of the lock. */
  long lock() {
    return lock;
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
   * Releases the lock, if it was acquired, and the connection.
   *
   * @return whether the session is known to hold nothing
   */
  synchronized boolean close() {
    try {
      return !acquired
          || (worker
              ? isTrue(RELEASE_AS_WORKER, token, lock, LockKeys.WORKERS)
              : isTrue(RELEASE, token, lock));
    } catch (DataAccessException connectionLost) {
      return false;
    } finally {
      close(connection);
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
