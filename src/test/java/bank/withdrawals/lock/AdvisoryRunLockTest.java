package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.TestPostgres;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AdvisoryRunLockTest extends RunLockContract {

  private final OtherSessions sessions = new OtherSessions(TestPostgres.newDatabase());

  @Override
  RunLock lock() {
    return new AdvisoryRunLock(sessions.dataSource());
  }

  @Test
  void leavesNothingLocked() {
    RunLock.Held held = lock().acquire();
    assertThat(sessions.advisoryLocks()).isEqualTo(2);
    held.close();
    assertThat(sessions.advisoryLocks()).isZero();
  }

  @Test
  void lostWithItsSessionAndAcquiredAgain() {
    RunLock lock = lock();
    RunLock.Held held = lock.acquire();
    try (held) {
      sessions.endLockHolder();
      assertThatExceptionOfType(RunLock.LostException.class).isThrownBy(lock::requireHeld);
      lock.renew();
      assertThatCode(lock::requireHeld).doesNotThrowAnyException();
      assertThatExceptionOfType(RunLock.LockedException.class).isThrownBy(lock()::acquire);
    }
    assertThat(sessions.advisoryLocks()).isZero();
  }

  @Test
  void lostToAnotherRun() {
    RunLock first = lock();
    RunLock second = lock();
    RunLock.Held lost = first.acquire();
    try (lost) {
      sessions.endLockHolder();
      RunLock.Held taken = second.acquire();
      try (taken) {
        assertThatExceptionOfType(RunLock.LostException.class).isThrownBy(first::requireHeld);
        assertThatExceptionOfType(RunLock.LockedException.class)
            .isThrownBy(first::renew)
            .withMessageContaining("Another run holds the lock");
        assertThatExceptionOfType(RunLock.LostException.class).isThrownBy(first::requireHeld);
        assertThatCode(second::requireHeld).doesNotThrowAnyException();
      }
      assertThatCode(first::renew).doesNotThrowAnyException();
    }
    assertThat(sessions.advisoryLocks()).isZero();
  }

  /** Between the check and the commit, no other run begins, although the lock is lost. */
  @Test
  void otherRunWaitsForTheEndOfACheckedTransaction() {
    RunLock first = lock();
    RunLock second = lock();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<CompletableFuture<Boolean>> endedBefore = new AtomicReference<>();
    RunLock.Held lost = first.acquire();
    try (lost) {
      new TransactionTemplate(new JdbcTransactionManager(sessions.dataSource()))
          .executeWithoutResult(
              transaction -> {
                first.requireHeld();
                sessions.endLockHolder();
                endedBefore.set(
                    CompletableFuture.supplyAsync(
                        () -> {
                          RunLock.Held taken = second.acquire();
                          try (taken) {
                            return ended.get();
                          }
                        }));
                // Two of the second run, and the fence.
                OtherSessions.await(() -> sessions.advisoryLocks() == 3);
                // As the next chunk of the first run, on another connection.
                CompletableFuture<Void> check = CompletableFuture.runAsync(first::requireHeld);
                assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(check::join)
                    .withCauseInstanceOf(RunLock.LostException.class);
                ended.set(true);
              });
      assertThat(endedBefore.get().join()).isTrue();
    }
  }
}
