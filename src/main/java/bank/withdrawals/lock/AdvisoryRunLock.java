package bank.withdrawals.lock;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The run lock of a PostgreSQL database: an advisory lock of a session of its own. PostgreSQL
 * releases it with the session, however the process ends. So a process that still works may lose
 * it, and another run may acquire it:
 *
 * <ol>
 *   <li>Acquire: make sure that the connection has a session of its own, then try the lock, and
 *       lock a random token beside it: {@link LockSession}.
 *   <li>Wait until no transaction shares the <em>fence</em>, a second advisory lock. Such a
 *       transaction is of a former run, which has lost the lock and is about to commit. If it does
 *       not end soon, the lock is not acquired.
 *   <li>Use the connection every second, so that nobody closes it because it is idle, and log what
 *       the run waits for: {@link LockWaits}.
 *   <li>Before a transaction commits, it shares the fence until it ends, and then looks in the lock
 *       table whether one session has both lock and token: {@link #requireHeld}. If not, the
 *       transaction is rolled back. If so, a run that acquires the lock afterwards waits in step 2
 *       until the transaction has ended. So nothing can happen between the look and the commit.
 *   <li>If the lock is lost, acquire it again, once. The caller finds out whether another run began
 *       meanwhile.
 *   <li>Release: unlock. If the connection is broken, end its session, which may not know it yet.
 * </ol>
 */
public final class AdvisoryRunLock implements RunLock {

  private static final Logger log = LoggerFactory.getLogger(AdvisoryRunLock.class);

  private static final long INTERVAL_MILLIS = 1_000;

  /** Five seconds: a session that is ended releases its locks at once. */
  private static final int RELEASE_ATTEMPTS = 50;

  private final DataSource dataSource;
  private final LockTable table;

  /** The session that holds the lock; null if the lock is not acquired. */
  private volatile @Nullable LockSession held;

  private volatile @Nullable ScheduledExecutorService watch;
  private volatile boolean pooled;

  /** The lock of the database behind {@code dataSource}. */
  public AdvisoryRunLock(DataSource dataSource) {
    this.dataSource = dataSource;
    this.table = new LockTable(dataSource);
  }

  @Override
  public Held acquire() {
    hold(LockSession.open(dataSource));
    return this::release;
  }

  @Override
  public void requireHeld() {
    if (!isHeld(session())) {
      throw new LostException();
    }
  }

  @Override
  public void renew() {
    LockSession before = session();
    if (isHeld(before) && isAlive(before)) {
      return;
    }
    end(before);
    hold(LockSession.open(dataSource));
  }

  @Override
  public Optional<String> otherHolder() {
    return table.holder(LockTable.RUN);
  }

  @Override
  public List<String> waits() {
    return LockWaits.find(new JdbcTemplate(dataSource)).stream()
        .map(LockWaits.Wait::sentence)
        .toList();
  }

  private LockSession session() {
    LockSession session = held;
    if (session == null) {
      throw new IllegalStateException("The run lock is not held.");
    }
    return session;
  }

  private boolean isHeld(LockSession session) {
    if (pooled) {
      throw new PooledSessionException();
    }
    return table.shareFenceIfHeld(session.token());
  }

  private static boolean isAlive(LockSession session) {
    try {
      session.requireSameProcess();
      return true;
    } catch (DataAccessException lost) {
      return false;
    }
  }

  private void hold(LockSession session) {
    held = session;
    LockWaits waits = new LockWaits();
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "run-lock");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> ignored =
        executor.scheduleWithFixedDelay(
            () -> use(session, waits), INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    watch = executor;
  }

  /** An exception ends the schedule. */
  private void use(LockSession session, LockWaits waits) {
    try {
      session.requireSameProcess();
      logWaits(session, waits);
    } catch (PooledSessionException changed) {
      pooled = true;
      throw changed;
    } catch (DataAccessException lost) {
      if (held == session) {
        log.warn(
            "The connection of the run lock is lost. Before it commits, the run checks the lock.",
            lost);
      }
      throw lost;
    }
  }

  /** A statement that fails on a live connection must not end the schedule. */
  private static void logWaits(LockSession session, LockWaits waits) {
    try {
      waits.log(session.waits());
    } catch (DataAccessException unreadable) {
      log.debug("It is not known what the run waits for", unreadable);
    }
  }

  private void release() {
    LockSession session = session();
    held = null;
    end(session);
  }

  private void end(LockSession session) {
    ScheduledExecutorService executor = watch;
    if (executor != null) {
      executor.shutdown();
    }
    if (!session.close()) {
      endUnreachable(session);
    }
  }

  /** Its connection is broken, and PostgreSQL may find out much later. */
  private void endUnreachable(LockSession session) {
    try {
      for (int i = 0; i < RELEASE_ATTEMPTS && table.endSession(session.token()); i++) {
        LockSession.pause();
      }
    } catch (DataAccessException databaseUnreachable) {
      log.debug("The session of the run lock cannot be ended", databaseUnreachable);
    }
  }
}
