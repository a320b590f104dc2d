package bank.withdrawals.outbox;

/**
 * Events could not be published. If a Kafka transaction was open, its outcome is unknown until the
 * published-through position is read again. The message is a sentence for an operator.
 */
public final class EventsNotSentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The end of a sentence about events that stay pending. */
  static final String PENDING =
      "the events are pending, nothing is lost. Fix the cause, then run `publish`.";

  private final boolean isTransient;

  EventsNotSentException(String message, boolean isTransient) {
    super(message);
    this.isTransient = isTransient;
  }

  EventsNotSentException(String message, boolean isTransient, Throwable cause) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /** Whether the same events may be accepted if they are sent again later. */
  public boolean isTransient() {
    return isTransient;
  }
}
