package bank.withdrawals.outbox;

/**
 * Events could not be published. If a Kafka transaction was open, its outcome is unknown until the
 * published-through position is read again. The message is a sentence for an operator.
 */
public final class EventsNotSentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean isTransient;

  EventsNotSentException(String message, boolean isTransient) {
    super(message);
    this.isTransient = isTransient;
  }

  private EventsNotSentException(String message, boolean isTransient, Throwable cause) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /**
   * The events stay pending.
   *
   * @param reason the beginning of a sentence, without a full stop
   */
  static EventsNotSentException pending(String reason, boolean isTransient, Throwable cause) {
    return new EventsNotSentException(
        reason + "; the events are pending, nothing is lost. Fix the cause, then run `publish`.",
        isTransient,
        cause);
  }

  /** Whether the same events may be accepted if they are sent again later. */
  public boolean isTransient() {
    return isTransient;
  }
}
