package bank.withdrawals.lock;

import bank.withdrawals.lock.RunLock.LockedException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What former holders of a lock have left behind. Each of them may be dead, frozen, or cut off from
 * its sessions in PostgreSQL, which then keep rows locked for hours. Only the holder of the lock
 * calls this.
 */
final class FormerWork {

  private static final Logger log = LoggerFactory.getLogger(FormerWork.class);

  private static final long PAUSE_MILLIS = 100;

  /** Half a second, in which a commit that is under way succeeds. */
  private static final int ATTEMPTS_BEFORE_END = 5;

  /** Ten seconds: a session that is ended releases its locks at once. */
  private static final int ATTEMPTS = 100;

  /** A minute: a worker stops after its chunk. */
  private static final int WORKER_ATTEMPTS = 600;

  private static final String MAY_NOT = "42501";

  /** The new version lets workers see the status, and stops a frozen process that saves its own. */
  private static final String STOP =
      """
      UPDATE BATCH_JOB_EXECUTION
         SET STATUS = 'STOPPING', VERSION = VERSION + 1, LAST_UPDATED = LOCALTIMESTAMP
       WHERE END_TIME IS NULL
         AND STATUS IN ('STARTING', 'STARTED')
      """;

  private final JdbcTemplate jdbc;
  private final LockTable table;

  FormerWork(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
    this.table = new LockTable(dataSource);
  }

  /**
   * Waits until no transaction shares the fence of a lock, and ends the sessions of those that stay
   * open: their process has lost the lock, so it would roll them back. If the caller has lost the
   * lock itself meanwhile, because it was frozen, the transactions may be those of its successor,
   * and are left alone.
   *
   * @param holder holds the lock
   * @return whether the caller still had the lock if it had to wait
   * @throws LockedException if a transaction stays open nevertheless
   */
  boolean endTransactions(LockSession holder) {
    long fence = LockKeys.fence(holder.lock());
    for (int i = 0; !table.isFree(fence); i++) {
      if (!table.isHeld(holder.lock(), holder.token())) {
        return false;
      }
      if (i == ATTEMPTS) {
        throw new LockedException(
            "A former transaction has not ended: %s. End its process, then try again."
                .formatted(sessions(fence)));
      }
      if (i >= ATTEMPTS_BEFORE_END) {
        endSessions(holder);
      }
      pause();
    }
    return true;
  }

  private void endSessions(LockSession holder) {
    try {
      table.endSessionsIfHeld(holder.lock(), holder.token());
    } catch (DataAccessException failure) {
      if (failure.getRootCause() instanceof SQLException cause
          && MAY_NOT.equals(cause.getSQLState())) {
        throw new LockedException(
            "A former transaction is still open, and this database user may not end it: %s. End it, and run all processes as the same database user."
                .formatted(sessions(LockKeys.fence(holder.lock()))));
      }
      throw failure;
    }
  }

  /**
   * Waits until no session holds the lock of a slice. If one does, all executions without an end
   * are marked as stopping first, whereupon their workers stop after their chunk.
   *
   * @throws LockedException if a worker does not stop
   */
  void stopWorkers() {
    for (int i = 0; !table.isFree(LockKeys.WORKERS); i++) {
      if (i == 0) {
        jdbc.update(STOP);
        log.info("Waiting for workers to stop: {}.", sessions(LockKeys.WORKERS));
      }
      if (i == WORKER_ATTEMPTS) {
        throw new LockedException(
            "Workers of a former run have not stopped: %s. Wait for them, or end their processes, then try again."
                .formatted(sessions(LockKeys.WORKERS)));
      }
      pause();
    }
  }

  private String sessions(long key) {
    return table.sessions(key).orElse("it has just ended");
  }

  /** A tenth of a second. */
  static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
