package bank.withdrawals.outbox;

/**
 * The topic cannot be read. The message is the beginning of a sentence for an operator, without a
 * full stop.
 */
public final class EventsNotReadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EventsNotReadException(String message) {
    super(message);
  }

  EventsNotReadException(String message, Throwable cause) {
    super(message, cause);
  }
}
