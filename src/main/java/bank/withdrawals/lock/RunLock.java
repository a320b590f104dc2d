package bank.withdrawals.lock;

import java.util.List;
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
public interface RunLock extends CommitGuard {

  /** A lock that is held. Closing it releases the lock. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Acquires the lock without waiting for another run.
   *
   * @throws LockedException if another run holds it
   * @throws PooledSessionException if the address of the database cannot hold a lock
   */
  Held acquire();

  /**
   * Fails unless this process holds the lock. Code that is safe only under the lock calls this. In
   * a transaction it also makes other runs wait: none begins before the transaction has ended.
   *
   * @throws IllegalStateException if this process has not acquired the lock
   * @throws LostException if this process has lost the lock since
   */
  @Override
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

  /**
   * Waits until no worker has a slice of a former execution. Called before such an execution is
   * recovered, because a worker may still commit for it; the workers are asked to stop.
   *
   * @throws LockedException if a worker does not stop
   * @throws IllegalStateException if this process has not acquired the lock
   * @throws LostException if this process has lost the lock since
   */
  default void awaitWorkers() {
    requireHeld();
  }

  /** The holder of the lock, for an operator; empty if no other process holds it. */
  Optional<String> otherHolder();

  /**
   * What the holder of the lock has waited for in the database for five seconds or more: one
   * sentence for each other session that it waits for, for an operator.
   */
  default List<String> waits() {
    return List.of();
  }

  /** Another run holds the lock. The message says so to an operator. */
  class LockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for an operator. */
    public LockedException(String sentence) {
      super(sentence);
    }

    static LockedException by(String holder) {
      return new LockedException(
          "Another run holds the lock: %s. Wait for it to end, or stop it.".formatted(holder));
    }
  }

  /** This process held the lock and no longer does, so another run may hold it. */
  final class LostException extends LockedException {

    private static final long serialVersionUID = 1L;

    LostException() {
      super(
          "The run lock was lost with its database connection, so another run may have begun."
              + " What was not committed is rolled back, and the next run resumes.");
    }
  }
}
