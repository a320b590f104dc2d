package bank.withdrawals.lock;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * A lock that a session of its own has acquired. A thread uses the session every second, so that
 * nobody ends it for being idle. If the process is frozen, the thread is too.
 */
final class KeptLock implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeptLock.class);

  private static final long INTERVAL_MILLIS = 1_000;

  /** Five seconds: a session that is ended releases its locks at once. */
  private static final int RELEASE_ATTEMPTS = 50;

  private final String name;
  private final LockSession session;
  private final LockTable table;
  private final @Nullable LockWaits waits;
  private final ScheduledExecutorService executor;
  private volatile boolean pooled;
  private volatile boolean closed;

  /**
   * Keeps a lock from now on.
   *
   * @param name of the lock, for an operator
   * @param table looks for the lock, in the current transaction if there is one
   * @param waits logs what the holder waits for, each second; null if they are not logged
   */
  KeptLock(String name, LockSession session, LockTable table, @Nullable LockWaits waits) {
    this.name = name;
    this.session = session;
    this.table = table;
    this.waits = waits;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> ignored =
        executor.scheduleWithFixedDelay(
            this::use, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** An exception ends the schedule. */
  private void use() {
    try {
      session.requireSameProcess();
    } catch (PooledSessionException changed) {
      pooled = true;
      throw changed;
    } catch (DataAccessException lost) {
      if (!closed) {
        log.warn(
            "The connection of the {} is lost. Before it commits, the work checks the lock.",
            name,
            lost);
      }
      throw lost;
    }
    try {
      if (waits != null) {
        waits.look(session);
      }
    } catch (DataAccessException unreadable) {
      // A statement that fails on a live connection must not end the schedule.
      log.debug("The {} is held, and more is not known", name, unreadable);
    }
  }

  /**
   * Whether the session still has the lock. From then on until the current transaction ends, the
   * transaction shares the fence.
   *
   * @throws PooledSessionException if the connection has another PostgreSQL process now
   */
  boolean isHeld() {
    if (pooled) {
      throw new PooledSessionException();
    }
    return table.shareFencesIfHeld(session.lock(), session.token());
  }

  /** Whether the connection still works. */
  boolean isAlive() {
    try {
      session.requireSameProcess();
      return true;
    } catch (DataAccessException lost) {
      return false;
    }
  }

  /** Releases the lock; does nothing if it was lost. */
  @Override
  public void close() {
    closed = true;
    executor.shutdown();
    if (!session.close()) {
      endUnreachable();
    }
    if (waits != null) {
      waits.end();
    }
  }

  /** Its connection is broken, and PostgreSQL may find out much later. */
  private void endUnreachable() {
    try {
      for (int i = 0; i < RELEASE_ATTEMPTS && table.endSessions(session.token()); i++) {
        FormerWork.pause();
      }
    } catch (DataAccessException databaseUnreachable) {
      log.debug("The session of the {} cannot be ended", name, databaseUnreachable);
    }
  }
}
