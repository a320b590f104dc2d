package bank.withdrawals.lock;

/**
 * The connection of a lock has no database session of its own, so the lock cannot be held. The
 * message says what to change.
 */
public final class PooledSessionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PooledSessionException() {
    super(
        "The address of the database is that of a pooler that lends a database session for one"
            + " transaction or statement, so no lock can be held. No more is debited: use"
            + " session pooling or a direct address in SPRING_DATASOURCE_URL, then run again.");
  }
}
