package bank.withdrawals.embedded;

import org.jspecify.annotations.Nullable;

/** No embedded broker can be had. The message is a sentence an operator can act on. */
public final class BrokerUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  BrokerUnavailableException(String message) {
    super(message);
  }

  BrokerUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
