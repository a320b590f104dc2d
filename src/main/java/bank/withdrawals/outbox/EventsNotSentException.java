package bank.withdrawals.outbox;

/**
 * Events did not go out; their Kafka transaction, if it began, counts for nothing until the
 * watermark is read again. The message is a sentence for an operator.
 */
public final class EventsNotSentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;

  EventsNotSentException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  EventsNotSentException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether the same events may go out when sent again in a while. */
  public boolean isTransient() {
    return passing;
  }
}
