package bank.withdrawals.outbox;

/** Kafka will never take this one event, however often it is sent; the others may go. */
public final class PoisonEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PoisonEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
