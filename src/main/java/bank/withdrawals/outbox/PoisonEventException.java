package bank.withdrawals.outbox;

/** Kafka will never accept one of the events, however often it is sent. Others may be accepted. */
public final class PoisonEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PoisonEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
