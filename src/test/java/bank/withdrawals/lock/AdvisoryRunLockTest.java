package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.TestPostgres;
import org.junit.jupiter.api.Test;

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
}
