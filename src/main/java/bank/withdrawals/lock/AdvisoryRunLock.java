package bank.withdrawals.lock;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The run lock of a PostgreSQL database: an advisory lock of a session of its own. PostgreSQL
 * releases it with the session, however the process ends. So a process that still works may lose
 * it, and another run may acquire it:
 *
 * <ol>
 *   <li>Acquire: make sure that the connection has a session of its own, then try the lock, and
 *       lock a random token beside it: {@link LockSession}.
 *   <li>Use the connection every second, so that nobody closes it because it is idle, and log what
 *       the run waits for: {@link KeptLock}, {@link LockWaits}.
 *   <li>If workers hold slices of a former run, mark its execution as stopping, and wait until none
 *       does: {@link FormerWork#stopWorkers}. A worker that begins later sees the mark.
 *   <li>Wait until no transaction shares the <em>fence</em>, a second advisory lock. Such a
 *       transaction is of a former run or worker, which has lost its lock. If it does not end soon,
 *       its session is ended, because it may keep rows locked: {@link FormerWork#endTransactions}.
 *   <li>A transaction that locks rows shares the fence until it ends, and then looks in the lock
 *       table whether one session has both lock and token: {@link #requireHeld}, at its start and
 *       before it commits. If not, the transaction is rolled back. If so, a run that acquires the
 *       lock afterwards waits in step 4 until the transaction has ended. So nothing can happen
 *       between the look and the commit.
 *   <li>If the lock is lost, acquire it again, once. The caller finds out whether another run began
 *       meanwhile.
 *   <li>Release: unlock. If the connection is broken, end its session, which may not know it yet.
 * </ol>
 */
public final class AdvisoryRunLock implements RunLock {

  private final DataSource dataSource;
  private final LockTable table;
  private final FormerWork former;

  /** Null if the lock is not acquired. */
  private volatile @Nullable KeptLock held;

  /** The lock of the database behind {@code dataSource}. */
  public AdvisoryRunLock(DataSource dataSource) {
    this.dataSource = dataSource;
    this.table = new LockTable(dataSource);
    this.former = new FormerWork(dataSource);
  }

  @Override
  public Held acquire() {
    held = open();
    return this::release;
  }

  private KeptLock open() {
    LockSession session = LockSession.open(dataSource, dataSource, LockKeys.RUN);
    boolean acquired = false;
    try {
      if (!session.tryLock()) {
        throw LockedException.by(otherHolder().orElse("it has just ended"));
      }
      acquired = true;
    } finally {
      if (!acquired) {
        session.close();
      }
    }
    KeptLock lock = new KeptLock("run lock", session, table, new LockWaits());
    boolean alone = false;
    try {
      former.stopWorkers();
      alone = former.endTransactions(session);
      if (!alone) {
        throw LockedException.by(otherHolder().orElse("it has just ended"));
      }
      return lock;
    } finally {
      if (!alone) {
        lock.close();
      }
    }
  }

  @Override
  public void requireHeld() {
    if (!lock().isHeld()) {
      throw new LostException();
    }
  }

  @Override
  public void awaitWorkers() {
    requireHeld();
    former.stopWorkers();
  }

  @Override
  public void renew() {
    KeptLock before = lock();
    if (before.isHeld() && before.isAlive()) {
      return;
    }
    before.close();
    held = open();
  }

  @Override
  public Optional<String> otherHolder() {
    return table.sessions(LockKeys.RUN);
  }

  @Override
  public List<String> waits() {
    return LockWaits.find(new JdbcTemplate(dataSource)).stream()
        .map(LockWaits.Wait::sentence)
        .toList();
  }

  private KeptLock lock() {
    KeptLock lock = held;
    if (lock == null) {
      throw new IllegalStateException("The run lock is not held.");
    }
    return lock;
  }

  private void release() {
    KeptLock lock = lock();
    held = null;
    lock.close();
  }
}
