package bank.withdrawals.lock;

import java.util.Optional;

/** One run at a time per database: whoever debits or publishes holds this. */
public interface RunLock {

  /** A lock held; closing it lets the next run in. */
  interface Held {
    void close();
  }

  /**
   * Takes the lock, without waiting for it.
   *
   * @throws LockedException where another run holds it
   */
  Held acquire();

  /**
   * Makes sure of the lock that this process has acquired, which may have been lost with a
   * connection.
   *
   * @throws LockedException where another run has taken it meanwhile
   */
  default void renew() {}

  /** Who holds the lock, other than this process. */
  Optional<String> otherHolder();

  /** Another run holds the lock. The message names it. */
  final class LockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LockedException(String holder) {
      super("Another run holds the lock: %s. Wait for it to end, or stop it.".formatted(holder));
    }
  }
}
