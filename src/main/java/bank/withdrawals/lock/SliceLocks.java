package bank.withdrawals.lock;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The locks of slices, by which workers share a run. Only for PostgreSQL. For several threads. A
 * worker may die, freeze, or lose one of its connections at any time, so a slice is handed over in
 * this order:
 *
 * <ol>
 *   <li>Open a session for the slice alone, outside of the pool. PostgreSQL ends it if it is not
 *       used for three seconds.
 *   <li>In one statement, share {@link LockKeys#WORKERS}, then try the lock of the slice, then lock
 *       a random token beside it. If another worker has the lock, there is nothing to do.
 *   <li>Use the session every second. So a frozen worker loses the lock after three seconds, and a
 *       worker whose connection is cut after three seconds too, however long PostgreSQL takes to
 *       notice the cut.
 *   <li>End the sessions of the former holder that share the fence of the slice, and wait until
 *       none does: {@link FormerWork#endTransactions}. They would keep rows locked. What they have
 *       committed by then counts, and nothing is added to it. A worker that freezes here and has
 *       lost the lock when it wakes up ends nobody: the sessions are those of its successor then.
 *   <li>Only now read what the job repository has of the slice, and whether its execution is still
 *       the latest and running. Whoever acquires the run lock marks former executions as stopping
 *       before it waits for {@link LockKeys#WORKERS}. So either it waits for this worker, or this
 *       worker sees the mark.
 *   <li>Each transaction that locks a row shares the fences of the slice and of the run first, and
 *       only then looks whether one session has lock and token: {@link SliceLock#requireHeld}. So a
 *       successor either finds the transaction by its fence, or has the lock already when the
 *       transaction looks, which then fails without a locked row. A transaction that is past the
 *       look may commit until the successor ends it; the successor waits for one or the other.
 *   <li>Release: unlock. If the connection is broken, end its session, which may not know it yet.
 * </ol>
 *
 * <p>If PostgreSQL restarts, all sessions, locks and open transactions are gone together. A worker
 * finds its token gone on its next connection, even if nobody else has acquired the lock since.
 */
public final class SliceLocks {

  /** PostgreSQL cuts longer names. */
  private static final int NAME_LENGTH = 63;

  private final DataSource pool;
  private final DataSource sessions;
  private final String worker;
  private final LockTable table;
  private final FormerWork former;

  /**
   * The slice locks of a database.
   *
   * @param pool gives the connections of the work; each lock has a session of its own outside of it
   * @param worker how this process calls itself to an operator who looks at the sessions of
   *     PostgreSQL; the last 21 letters are always shown
   */
  public SliceLocks(DataSource pool, String worker) {
    this.pool = pool;
    this.sessions = withoutPool(pool);
    this.worker = worker;
    this.table = new LockTable(pool);
    this.former = new FormerWork(pool);
  }

  private static DataSource withoutPool(DataSource dataSource) {
    try {
      if (!dataSource.isWrapperFor(HikariDataSource.class)) {
        return dataSource;
      }
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      DriverManagerDataSource sessions =
          new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
      Properties settings = new Properties();
      settings.putAll(pool.getDataSourceProperties());
      sessions.setConnectionProperties(settings);
      return sessions;
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The settings of the pool are unknown", failure);
    }
  }

  /**
   * Acquires the lock of a slice without waiting for its holder. Before it returns, no transaction
   * of a former holder is open any more, so what the job repository says of the slice is final.
   *
   * @param runId the run, less than 2^55
   * @param step a partitioned step: "debit" or "publish"
   * @param slice the number of the slice, from 0 to 127
   * @return the lock; empty if another process or thread holds it, or if it was lost at once
   * @throws RunLock.LockedException if a transaction of a former holder does not end
   * @throws PooledSessionException if the address of the database cannot hold a lock
   * @throws SliceLocksRefusedException if the server is older than PostgreSQL 14
   * @throws org.springframework.dao.DataAccessException if the database fails
   */
  public Optional<SliceLock> tryAcquire(long runId, String step, int slice) {
    long key = LockKeys.slice(runId, step, slice);
    LockSession session = LockSession.open(sessions, pool, key);
    boolean acquired = false;
    try {
      session.endIfIdle(application(runId, step, slice));
      acquired = session.tryLockAsWorker();
    } finally {
      if (!acquired) {
        session.close();
      }
    }
    return acquired ? afterFormer(session, step + ":" + slice) : Optional.empty();
  }

  private Optional<SliceLock> afterFormer(LockSession session, String name) {
    KeptLock lock = new KeptLock("lock of " + name, session, table, null);
    boolean alone = false;
    try {
      alone = former.endTransactions(session);
      return alone ? Optional.of(new SliceLock(lock)) : Optional.empty();
    } finally {
      if (!alone) {
        lock.close();
      }
    }
  }

  private String application(long runId, String step, int slice) {
    String work = "withdrawals %d %s:%d ".formatted(runId, step, slice);
    int from = Math.max(0, worker.length() - (NAME_LENGTH - work.length()));
    return work + worker.substring(from);
  }

  /** The numbers of the slices of a step that are locked now, by whatever process. */
  public Set<Integer> locked(long runId, String step) {
    long first = LockKeys.first(runId, step);
    Set<Integer> slices = new TreeSet<>();
    table.held(first, LockKeys.last(first)).forEach(key -> slices.add((int) (key - first) / 2));
    return slices;
  }
}
