package bank.withdrawals.lock;

/**
 * The lock of one slice in one step of a run. A worker has it while it works on the slice. It may
 * be lost at any time, and then belongs to a successor: {@link SliceLocks} has the order.
 */
public final class SliceLock implements CommitGuard, AutoCloseable {

  private final KeptLock lock;

  SliceLock(KeptLock lock) {
    this.lock = lock;
  }

  /**
   * Fails unless this process holds the lock. Each transaction that changes anything for the slice
   * calls this at its start, so that a successor finds and ends it, and again before its last step
   * that no rollback undoes. Until the transaction has ended, no successor begins.
   *
   * @throws LostException if the lock was lost or released
   * @throws PooledSessionException if the connection has no database session of its own
   */
  @Override
  public void requireHeld() {
    if (!lock.isHeld()) {
      throw new LostException();
    }
  }

  /** Releases the lock; does nothing if it was lost or released. */
  @Override
  public void close() {
    lock.close();
  }

  /** This process held the lock of a slice and no longer does, so a successor may hold it. */
  public static final class LostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostException() {
      super(
          "The lock of the slice was lost with its database connection, so another worker may have"
              + " it. What was not committed is rolled back, and the slice continues from there.");
    }
  }
}
