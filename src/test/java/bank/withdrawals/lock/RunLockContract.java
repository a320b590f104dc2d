package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** What both forms of the run lock promise. */
abstract class RunLockContract {

  /** A lock of the database that the test uses. */
  abstract RunLock lock();

  @Test
  void heldFromAcquireToClose() {
    RunLock lock = lock();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(lock::requireHeld)
        .withMessage("The run lock is not held.");
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(lock::renew);
    RunLock.Held held = lock.acquire();
    try (held) {
      assertThatCode(lock::requireHeld).doesNotThrowAnyException();
      assertThatCode(lock::renew).doesNotThrowAnyException();
    }
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(lock::requireHeld);
  }

  @Test
  void heldByOneRunAtATime() {
    RunLock lock = lock();
    RunLock.Held held = lock.acquire();
    try (held) {
      assertThatExceptionOfType(RunLock.LockedException.class).isThrownBy(lock::acquire);
      assertThatCode(lock::requireHeld).doesNotThrowAnyException();
    }
    lock.acquire().close();
  }
}
