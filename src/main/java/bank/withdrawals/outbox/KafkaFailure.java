package bank.withdrawals.outbox;

import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Why Kafka did not do as it was told, in words for an operator. */
public final class KafkaFailure {

  private static final String CLASS_NAMES = "(?:[a-z]\\w*\\.)+[A-Z]\\w*: ";
  private static final String REPETITION = "Authentication failed: ";

  private KafkaFailure() {}

  /**
   * The beginning of a sentence, without a full stop.
   *
   * @param address of the broker
   */
  public static String of(Throwable failure, String address) {
    Throwable root = failure;
    AuthenticationException authentication = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof AuthenticationException refused && authentication == null) {
        authentication = refused;
      }
      if (cause instanceof AuthorizationException) {
        return "Kafka at %s does not permit it (%s)".formatted(address, message(cause));
      }
    }
    if (authentication instanceof SslAuthenticationException) {
      return "The TLS connection to Kafka at %s failed (%s): its certificate is not one to trust"
          .formatted(address, message(root));
    }
    if (authentication != null) {
      return "Kafka at %s: authentication failed (%s)".formatted(address, message(authentication));
    }
    return root instanceof TimeoutException
        ? "Kafka at %s does not answer".formatted(address)
        : "Kafka failed (%s)".formatted(message(root));
  }

  private static String message(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no file " + failure.getMessage();
    }
    return String.valueOf(failure.getMessage())
        .replaceAll(CLASS_NAMES, "")
        .replace(REPETITION, "")
        .replaceAll("\\.$", "");
  }
}
