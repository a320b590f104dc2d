package bank.withdrawals.outbox;

/**
 * Nothing may be debited yet, because the topic could not take or keep the events. The message is a
 * sentence for an operator.
 */
public final class TopicRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
