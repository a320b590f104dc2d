package bank.withdrawals.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded broker cannot be used. The message is a sentence for an operator. */
public final class BrokerUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  BrokerUnavailableException(String message) {
    super(message);
  }

  BrokerUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
