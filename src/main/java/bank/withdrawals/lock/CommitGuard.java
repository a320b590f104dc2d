package bank.withdrawals.lock;

/**
 * Guards the commit of work that only one process at a time may do: the run lock where this process
 * has the whole run, a slice lock where it has one slice.
 */
public interface CommitGuard {

  /**
   * Fails unless this process still has the lock, so that the current transaction rolls back. If it
   * does not fail, no successor begins before the transaction has ended. Called outside of a
   * transaction, it only says how it is now.
   *
   * @throws RuntimeException if the lock was lost; of which type depends on the lock
   */
  void requireHeld();
}
