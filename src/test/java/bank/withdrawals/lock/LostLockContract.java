package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.TestPostgres;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** What each lock of PostgreSQL promises if its session ends, and a successor acquires it. */
abstract class LostLockContract {

  private static final String LOCKED_ALONE =
      """
      SELECT COUNT(*) FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  final OtherSessions sessions = new OtherSessions(TestPostgres.newDatabase());

  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(sessions.dataSource()));

  /** A lock that is held. */
  interface Held extends CommitGuard, AutoCloseable {
    @Override
    void close();
  }

  /** Acquires the lock, as a process of its own would. */
  abstract Held acquire();

  /** What a process gets that has lost the lock. */
  abstract Class<? extends RuntimeException> lost();

  @BeforeEach
  void makeTable() {
    sessions.jdbc().execute("CREATE TABLE balance AS SELECT 100 AS amount");
  }

  @Test
  void aLostLockRollsTheTransactionBack() {
    try (Held held = acquire()) {
      assertThatExceptionOfType(lost())
          .isThrownBy(
              () ->
                  inTransaction(
                      () -> {
                        held.requireHeld();
                        debit();
                        sessions.endLockHolder();
                        held.requireHeld();
                      }));
      assertThat(amount()).isEqualTo(100);
      try (Held next = acquire()) {
        next.requireHeld();
        assertThatExceptionOfType(lost()).isThrownBy(held::requireHeld);
      }
    }
    assertThat(sessions.advisoryLocks()).isZero();
  }

  /** The transaction is between its check and its commit, and keeps a row locked. */
  @Test
  void aSuccessorEndsATransactionThatStaysOpen() {
    try (Held held = acquire()) {
      assertThatException()
          .isThrownBy(
              () ->
                  inTransaction(
                      () -> {
                        held.requireHeld();
                        debit();
                        held.requireHeld();
                        sessions.endLockHolder();
                        successor(
                                () ->
                                    sessions
                                        .jdbc()
                                        .execute("SELECT * FROM balance FOR UPDATE NOWAIT"))
                            .join();
                      }))
          .withMessageContaining("JDBC");
    }
    assertThat(amount()).isEqualTo(100);
    assertThat(sessions.advisoryLocks()).isZero();
  }

  /** It commits or is ended: the successor sees what became of it, and nothing comes later. */
  @Test
  void aTransactionHasEndedBeforeTheSuccessorBegins() {
    CompletableFuture<Integer> found = new CompletableFuture<>();
    try (Held held = acquire()) {
      AtomicReference<CompletableFuture<Void>> successor = new AtomicReference<>();
      try {
        inTransaction(
            () -> {
              held.requireHeld();
              debit();
              held.requireHeld();
              sessions.endLockHolder();
              successor.set(successor(() -> found.complete(amount())));
              OtherSessions.await(() -> sessions.count(LOCKED_ALONE) > 0);
            });
        assertThat(amount()).isEqualTo(99);
      } catch (TransactionException | DataAccessException ended) {
        assertThat(amount()).isEqualTo(100);
      }
      successor.get().join();
      assertThat(found).isCompletedWithValue(amount());
    }
  }

  /** Acquires the lock in another thread, and does something with it. */
  CompletableFuture<Void> successor(Runnable work) {
    return CompletableFuture.runAsync(
        () -> {
          try (Held next = acquire()) {
            next.requireHeld();
            work.run();
          }
        });
  }

  void inTransaction(Runnable work) {
    transaction.executeWithoutResult(open -> work.run());
  }

  void debit() {
    sessions.jdbc().update("UPDATE balance SET amount = amount - 1");
  }

  int amount() {
    return (int) sessions.count("SELECT amount FROM balance");
  }
}
