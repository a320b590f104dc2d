package bank.withdrawals.lock;

/** The database cannot have locks of slices. The message says why, and what to change. */
public final class SliceLocksRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private SliceLocksRefusedException(String sentence) {
    super(sentence);
  }

  static SliceLocksRefusedException version(int is, int needed) {
    return new SliceLocksRefusedException(
        "Workers need PostgreSQL %d or later, because it ends the sessions of a frozen worker; this server is PostgreSQL %d. Run without workers, or update the server."
            .formatted(needed, is));
  }
}
