package bank.withdrawals.lock;

import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The locks of slices, by which workers share a run. Only for PostgreSQL. For several threads. */
public final class SliceLocks {

  /**
   * The slice locks of a database.
   *
   * @param dataSource the pool of the work; each lock has a session of its own outside of it
   * @param worker how this process calls itself to an operator who looks at the sessions of
   *     PostgreSQL: up to 30 printable ASCII characters are shown
   */
  public SliceLocks(DataSource dataSource, String worker) {}

  /**
   * Acquires the lock of a slice without waiting for its holder. Before it returns, no transaction
   * of a former holder is open any more, so what the job repository says of the slice is final.
   *
   * @param runId the run, less than 2^55
   * @param step a partitioned step: "debit" or "publish"
   * @param slice the number of the slice, from 0 to 127
   * @return the lock; empty if another process or thread holds it, or if a new holder of the run
   *     lock is waiting for all workers to stop
   * @throws RunLock.LockedException if a transaction of a former holder does not end
   * @throws PooledSessionException if the address of the database cannot hold a lock
   * @throws org.springframework.dao.DataAccessException if the database fails or is too old
   */
  public Optional<SliceLock> tryAcquire(long runId, String step, int slice) {
    throw new UnsupportedOperationException();
  }

  /** The numbers of the slices of a step that are locked now, by whatever process. */
  public Set<Integer> locked(long runId, String step) {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until no slice of any run is locked and no transaction of a worker is open. Only the
   * holder of the run lock calls this, after it has marked former executions as stopping; workers
   * then stop after their chunk.
   *
   * @throws RunLock.LockedException if a worker does not stop; the message says which
   */
  public void awaitNone() {
    throw new UnsupportedOperationException();
  }
}
