package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.OtherSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

class SliceLocksTest extends LostLockContract {

  private static final long RUN = 20261127021330123L;

  private final SliceLocks first = new SliceLocks(sessions.dataSource(), "first");
  private final SliceLocks second = new SliceLocks(sessions.dataSource(), "second");

  @Override
  Held acquire() {
    SliceLock lock =
        new SliceLocks(sessions.dataSource(), "contract").tryAcquire(RUN, "debit", 1).orElseThrow();
    return new Held() {
      @Override
      public void requireHeld() {
        lock.requireHeld();
      }

      @Override
      public void close() {
        lock.close();
      }
    };
  }

  @Override
  Class<? extends RuntimeException> lost() {
    return SliceLock.LostException.class;
  }

  @Test
  void aSliceHasOneWorkerAtATime() {
    SliceLock lock = first.tryAcquire(RUN, "debit", 7).orElseThrow();
    assertThatCode(lock::requireHeld).doesNotThrowAnyException();
    assertThat(second.tryAcquire(RUN, "debit", 7)).isEmpty();
    assertThat(first.tryAcquire(RUN, "debit", 7)).isEmpty();
    assertThatCode(lock::requireHeld).doesNotThrowAnyException();
    lock.close();
    assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lock::requireHeld);
    SliceLock next = second.tryAcquire(RUN, "debit", 7).orElseThrow();
    assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lock::requireHeld);
    next.close();
    lock.close();
    assertThat(sessions.advisoryLocks()).isZero();
  }

  @Test
  void lockedSlicesAreThoseOfTheRunAndTheStep() {
    try (SliceLock one = first.tryAcquire(RUN, "debit", 0).orElseThrow();
        SliceLock two = second.tryAcquire(RUN, "debit", 127).orElseThrow();
        SliceLock other = first.tryAcquire(RUN, "publish", 1).orElseThrow();
        SliceLock later = first.tryAcquire(RUN + 1, "debit", 2).orElseThrow()) {
      // A transaction that shares a fence is not a lock.
      inTransaction(
          () -> {
            one.requireHeld();
            assertThat(first.locked(RUN, "debit")).containsExactly(0, 127);
          });
      assertThat(first.locked(RUN, "publish")).containsExactly(1);
      assertThat(second.locked(RUN + 1, "debit")).containsExactly(2);
      assertThat(second.locked(RUN + 1, "publish")).isEmpty();
      two.requireHeld();
      other.requireHeld();
      later.requireHeld();
    }
    assertThat(first.locked(RUN, "debit")).isEmpty();
  }

  /** What an operator sees; the end of a name distinguishes it. */
  @Test
  void theSessionSaysWhoseItIs() {
    String name = "withdrawals-workers-5d9c7bf6f4-x2x9k";
    SliceLocks locks = new SliceLocks(sessions.dataSource(), name);
    try (SliceLock lock = locks.tryAcquire(RUN, "publish", 127).orElseThrow()) {
      lock.requireHeld();
      assertThat(
              sessions
                  .jdbc()
                  .queryForList(
                      """
                      SELECT application_name FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name LIKE 'withdrawals%'
                      """,
                      String.class))
          .containsExactly("withdrawals %d publish:127 %s".formatted(RUN, name.substring(15)));
    }
  }

  /** The former worker used another database user, which this one may not end. */
  @Test
  void aTransactionOfAnotherUserIsNamed() throws SQLException {
    String url = sessions.dataSource().getUrl();
    String role = "worker_of_" + url.replaceAll(".*/(\\w+).*", "$1");
    sessions.jdbc().execute("CREATE ROLE %s LOGIN".formatted(role));
    DriverManagerDataSource ofRole =
        new DriverManagerDataSource(url.replace("user=postgres", "user=" + role), role, "");
    long fence = LockKeys.fence(LockKeys.slice(RUN, "debit", 1));
    try (Connection other = sessions.dataSource().getConnection();
        var sql = other.createStatement()) {
      other.setAutoCommit(false);
      sql.execute("SELECT pg_advisory_xact_lock_shared(%d)".formatted(fence));
      assertThatExceptionOfType(RunLock.LockedException.class)
          .isThrownBy(() -> new SliceLocks(ofRole, "other").tryAcquire(RUN, "debit", 1))
          .withMessageContaining("this database user may not end it")
          .withMessageContaining("PostgreSQL process");
    }
    assertThat(sessions.advisoryLocks()).isZero();
    sessions.jdbc().execute("DROP ROLE " + role);
  }

  /** It was frozen after it had acquired the lock, and its successor is at work. */
  @Test
  void aWorkerThatHasLostTheLockEndsNoTransaction() throws SQLException {
    long key = LockKeys.slice(RUN, "debit", 1);
    FormerWork former = new FormerWork(sessions.dataSource());
    LockSession lost = LockSession.open(sessions.dataSource(), sessions.dataSource(), key);
    assertThat(lost.tryLockAsWorker()).isTrue();
    sessions.endLockHolder();
    try (SliceLock successor = second.tryAcquire(RUN, "debit", 1).orElseThrow();
        Connection chunk = sessions.dataSource().getConnection();
        var sql = chunk.createStatement()) {
      successor.requireHeld();
      chunk.setAutoCommit(false);
      sql.execute("SELECT pg_advisory_xact_lock_shared(%d)".formatted(LockKeys.fence(key)));

      assertThat(former.endTransactions(lost)).isFalse();
      new LockTable(sessions.dataSource()).endSessionsIfHeld(key, lost.token());

      assertThatCode(() -> sql.execute("SELECT 1")).doesNotThrowAnyException();
    }
    lost.close();
    assertThat(sessions.advisoryLocks()).isZero();
  }

  @Test
  void anOldServerIsRefused() {
    assertThat(SliceLocksRefusedException.version(13, 14))
        .hasMessageContaining("PostgreSQL 14 or later")
        .hasMessageContaining("this server is PostgreSQL 13");
  }

  /** Whoever acquires the run lock asks the workers to stop, and waits until they have. */
  @Test
  void theNextRunWaitsForWorkers() {
    new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
        .execute(sessions.dataSource());
    sessions
        .jdbc()
        .execute(
            "INSERT INTO BATCH_JOB_INSTANCE VALUES (1, 0, 'withdrawals', 'a');"
                + " INSERT INTO BATCH_JOB_EXECUTION VALUES"
                + " (1, 3, 1, now(), now(), NULL, 'STARTED', 'UNKNOWN', '', now()),"
                + " (2, 3, 1, now(), now(), now(), 'FAILED', 'FAILED', '', now())");
    AdvisoryRunLock run = new AdvisoryRunLock(sessions.dataSource());
    CompletableFuture<RunLock.Held> next;
    try (SliceLock lock = first.tryAcquire(RUN, "debit", 1).orElseThrow()) {
      next = CompletableFuture.supplyAsync(run::acquire);
      OtherSessions.await(() -> executions().equals("1 STOPPING 4, 2 FAILED 3"));
      // It is asked to stop, and may commit what it has.
      inTransaction(
          () -> {
            lock.requireHeld();
            debit();
            lock.requireHeld();
          });
      assertThat(next).isNotDone();
      assertThatExceptionOfType(RunLock.LockedException.class)
          .isThrownBy(new AdvisoryRunLock(sessions.dataSource())::acquire);
    }
    next.join().close();
    assertThat(amount()).isEqualTo(99);
    assertThat(sessions.advisoryLocks()).isZero();
  }

  private String executions() {
    return sessions
        .jdbc()
        .queryForObject(
            "SELECT string_agg(JOB_EXECUTION_ID || ' ' || STATUS || ' ' || VERSION, ', '"
                + " ORDER BY JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION",
            String.class);
  }
}
