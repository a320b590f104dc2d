package bank.withdrawals.database;

/**
 * The database is not as the job needs it, so nothing was done. The message is a sentence for an
 * operator: what is wrong, and what to do.
 */
public final class DatabaseRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseRefusedException(String sentence) {
    super(sentence);
  }

  DatabaseRefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
