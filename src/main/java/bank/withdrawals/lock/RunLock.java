package bank.withdrawals.lock;

import java.util.Optional;

/**
 * Lets one run at a time debit or publish in a database. It has two forms:
 *
 * <ul>
 *   <li>{@link AdvisoryRunLock} keeps out other processes: several may use the database.
 *   <li>{@link SingleProcessRunLock} is for a database that only this process can open, because it
 *       holds the {@link DataDirectoryLock}.
 * </ul>
 */
public interface RunLock {

  /** A lock that is held. Closing it releases the lock. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Acquires the lock without waiting.
   *
   * @throws LockedException if another run holds it
   */
  Held acquire();

  /**
   * Fails unless this process holds the lock. Code that is safe only under the lock calls this
   * first.
   *
   * @throws IllegalStateException if this process has not acquired the lock
   */
  void requireHeld();

  /**
   * Acquires the lock again if it was lost with its connection.
   *
   * @throws LockedException if another run has acquired it meanwhile
   * @throws IllegalStateException if this process has not acquired the lock
   */
  default void renew() {
    requireHeld();
  }

  /** The holder of the lock, for an operator; empty if no other process holds it. */
  Optional<String> otherHolder();

  /** Another run holds the lock. The message names it. */
  final class LockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LockedException(String holder) {
      super("Another run holds the lock: %s. Wait for it to end, or stop it.".formatted(holder));
    }
  }
}
